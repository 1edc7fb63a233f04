import { expect, test } from 'vitest';
import { timeStep, untilNextCode } from '../../src/mfa/used-codes.ts';
import { START } from './fake-deps.ts';

test('a time step lasts from one half minute to the next', () => {
  expect(timeStep(59_999)).toBe(1);
  expect(timeStep(60_000)).toBe(2);
});

test('the next code comes a second after the boundary', () => {
  expect(untilNextCode(START)).toBe(21_000);
  expect(untilNextCode(START - 10_000)).toBe(31_000);
  expect(untilNextCode(START + 19_999)).toBe(1001);
});
