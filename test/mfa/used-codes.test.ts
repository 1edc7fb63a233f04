import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { describeMfaError } from '../../src/messages/mfa.ts';
import { MfaError } from '../../src/mfa/errors.ts';
import { type MfaCode, parseMfaCode } from '../../src/mfa/question.ts';
import { isStepUsed, openUsedCodes, timeStep, untilNextCode } from '../../src/mfa/used-codes.ts';
import { DiskError, privateStore } from '../../src/storage/private-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { START } from './fake-deps.ts';
import { SERIAL } from './question-of.ts';

let cache: string;
beforeEach(() => {
  cache = join(tempFolder(), 'cache');
});

function code(text: string): MfaCode {
  const parsed = parseMfaCode(text);
  if (parsed === undefined) throw new RangeError(text);
  return parsed;
}

/** As another process would see it. */
function freshCodes(serial = SERIAL) {
  return openUsedCodes(privateStore(cache, 'mfa'), serial);
}

test('a code is used for the device, for all processes, for 120 s at least', () => {
  freshCodes().add(code('123456'), START);
  expect(freshCodes().has(code('123456'), START)).toBe(true);
  expect(freshCodes().has(code('123456'), START + 120_000)).toBe(true);
  expect(freshCodes().has(code('123456'), START + 150_000)).toBe(false);
  expect(freshCodes().has(code('654321'), START)).toBe(false);
  expect(freshCodes('GAHT12345678').has(code('123456'), START)).toBe(false);
});

test('a code stays used after another one was sent', () => {
  freshCodes().add(code('123456'), START);
  freshCodes().add(code('654321'), START + 30_000);
  expect(freshCodes().has(code('123456'), START + 60_000)).toBe(true);
  expect(freshCodes().has(code('654321'), START + 60_000)).toBe(true);
  freshCodes().add(code('111111'), START + 150_000);
  const [name = ''] = readdirSync(join(cache, 'mfa'));
  expect(JSON.parse(readFileSync(join(cache, 'mfa', name), 'utf8'))).toHaveLength(2);
});

test('a clock that was set back neither frees a code nor locks it for years', () => {
  freshCodes().add(code('123456'), START);
  expect(freshCodes().has(code('123456'), START - 60_000)).toBe(true);
  expect(freshCodes().has(code('123456'), START - 3_600_000)).toBe(false);
});

test('the note of a code does not contain it, and its name cannot leave the folder', () => {
  freshCodes('../../evil').add(code('123456'), START);
  const [name = ''] = readdirSync(join(cache, 'mfa'));
  expect(name).toMatch(/^[0-9a-f]{64}\.json$/);
  expect(readFileSync(join(cache, 'mfa', name), 'utf8')).not.toContain('123456');
});

test('undoing a note restores the one before', () => {
  freshCodes().add(code('111111'), START);
  const takeBack = freshCodes().add(code('222222'), START);
  takeBack();
  expect(freshCodes().has(code('111111'), START)).toBe(true);
  expect(freshCodes().has(code('222222'), START)).toBe(false);
});

test('undoing the only note leaves none', () => {
  const codes = freshCodes();
  codes.add(code('111111'), START)();
  expect(codes.has(code('111111'), START)).toBe(false);
  expect(readdirSync(join(cache, 'mfa'))).toEqual([]);
});

test('without a disk a process still knows its own codes', () => {
  writeFileSync(cache, 'a file instead of the directory');
  const codes = freshCodes();
  const takeBack = codes.add(code('123456'), START);
  expect(codes.has(code('123456'), START)).toBe(true);
  takeBack();
  expect(codes.has(code('123456'), START)).toBe(false);
});

describe('used codes where the directory cannot be written', () => {
  const place = (name: string) => privateStore(join(cache, '..', name), 'mfa');
  const withSpare = (spare = place('spare')) =>
    openUsedCodes(privateStore(cache, 'mfa'), SERIAL, spare);
  beforeEach(() => writeFileSync(cache, 'a file instead of the directory'));

  test('where the directory cannot be written, other processes know the codes from the other one', () => {
    const codes = withSpare();
    const takeBack = codes.add(code('123456'), START);
    expect(codes.problem()).toBeUndefined();
    expect(withSpare().has(code('123456'), START)).toBe(true);
    takeBack();
    expect(withSpare().has(code('123456'), START)).toBe(false);
  });

  test('used codes are known when the directory can be written again', () => {
    withSpare().add(code('123456'), START);
    rmSync(cache);
    withSpare().add(code('654321'), START);
    expect(readdirSync(join(cache, 'mfa'))).toHaveLength(1);
    expect(['123456', '654321'].map((text) => withSpare().has(code(text), START))).toEqual([
      true,
      true,
    ]);
  });

  test('the reason why other processes do not know used codes is reported', () => {
    const codes = withSpare(privateStore('/proc/x', 'mfa'));
    expect(codes.problem()).toBeUndefined();
    codes.add(code('123456'), START);
    expect(codes.problem()).toEqual(new DiskError(cache, 'not-a-folder'));
  });
});

test.each(['', 'null', '[]', '[{"hash":1,"step":"x"}, null]', '\0'])(
  'a note of %j is ignored',
  (text) => {
    freshCodes().add(code('123456'), START);
    const [name = ''] = readdirSync(join(cache, 'mfa'));
    writeFileSync(join(cache, 'mfa', name), text);
    expect(freshCodes().has(code('123456'), START)).toBe(false);
  },
);

test('swrole knows without a code whether the code of this window is used', () => {
  const isSpent = (now: number) => isStepUsed(privateStore(cache, 'mfa'), SERIAL, now);
  expect(isSpent(START)).toBe(false);
  freshCodes().add(code('123456'), START);
  const window = Math.floor(START / 30_000) * 30_000;
  expect([window, window + 29_999].map(isSpent)).toEqual([true, true]);
  expect([window - 1, window + 30_000].map(isSpent)).toEqual([false, false]);
  expect(isStepUsed(privateStore(cache, 'mfa'), 'GAHT12345678', START)).toBe(false);
});

test('the error of a code that was sent before says when the next one comes', () => {
  const details = { kind: 'spent-code', from: 'flag', secondsUntilNext: 21 } as const;
  expect(describeMfaError(new MfaError(details))).toEqual({
    exitCode: 4,
    message: 'the code of --token was used before, and a code works once',
    hint: 'the next one comes in 21 s',
  });
});

test('a time step lasts from one half minute to the next', () => {
  expect(timeStep(59_999)).toBe(1);
  expect(timeStep(60_000)).toBe(2);
});

test('the next code comes a second after the boundary', () => {
  expect(untilNextCode(START)).toBe(21_000);
  expect(untilNextCode(START - 10_000)).toBe(31_000);
  expect(untilNextCode(START + 19_999)).toBe(1001);
});
