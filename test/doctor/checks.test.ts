/** Every check of doctor, on real files. */
import { describe, expect, test } from 'vitest';
import type { CheckName } from '../../src/doctor/checks.ts';
import { CASES } from './cases.ts';
import { found } from './found.ts';

describe.each(Object.entries(CASES))('%s', (check, cases) => {
  test.each(cases)('%s', async (_, surroundings, findings) => {
    expect(await found(check as CheckName, surroundings)).toEqual(findings);
  });

  test('has a case that fails and one that passes', () => {
    expect(cases.some(([, , findings]) => findings.length > 0)).toBe(true);
    expect(cases.some(([, , findings]) => findings.length === 0)).toBe(true);
  });
});
