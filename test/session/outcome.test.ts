import { describe, expect, test } from 'vitest';
import { MfaError } from '../../src/mfa/mfa-error.ts';
import {
  formatOutcome,
  isShared,
  isSharedError,
  parseOutcome,
  type SharedError,
} from '../../src/session/outcome.ts';
import { SessionError } from '../../src/session/session-error.ts';
import { SourceError } from '../../src/sources/source-error.ts';
import { StsError } from '../../src/sts/sts-error.ts';

const FAILED_AT = Date.UTC(2026, 0, 1);
const at = { file: 'config', line: 1 };

const cancelled = new MfaError({ kind: 'cancelled', profile: 'dev' });
const noWay = new MfaError({ kind: 'no-way-to-ask', profile: 'dev', reason: 'no-terminal' });
const network = new StsError({
  failure: 'unreachable',
  action: 'AssumeRole',
  code: undefined,
  message: 'no route',
  profile: 'dev',
  roleArn: 'arn:aws:iam::111111111111:role/developer',
  host: 'sts.example.com',
  sent: false,
});
const source = new SourceError({
  kind: 'process-output',
  profile: 'b',
  program: 'p',
  problem: 'is bad',
  at,
});

test.each<[string, SharedError]>([
  ['an MfaError', cancelled],
  ['an StsError', network],
  ['a SourceError', source],
])('%s comes back as it was', (_, error) => {
  const outcome = parseOutcome(formatOutcome(error, FAILED_AT));
  expect(outcome).toEqual({
    generation: expect.stringMatching(/^[0-9a-f-]{36}$/),
    at: FAILED_AT,
    error,
  });
  expect(outcome?.error).toBeInstanceOf(error.constructor);
});

test('every attempt has its own generation', () => {
  const [a, b] = [cancelled, cancelled].map((error) =>
    parseOutcome(formatOutcome(error, FAILED_AT)),
  );
  expect(a?.generation).not.toBe(b?.generation);
});

test.each([
  undefined,
  '',
  'null',
  '{}',
  formatOutcome(cancelled, FAILED_AT).slice(0, 40),
  formatOutcome(cancelled, FAILED_AT).replace('MfaError', 'toString'),
  formatOutcome(cancelled, FAILED_AT).replace(String(FAILED_AT), '"now"'),
])('%j tells of no failure', (text) => expect(parseOutcome(text)).toBeUndefined());

test('only facts are shared', () => {
  expect(isSharedError(cancelled)).toBe(true);
  expect(
    isSharedError(new SessionError({ kind: 'lock-timeout', profile: 'dev', holder: undefined })),
  ).toBe(false);
  expect(
    isSharedError(new MfaError({ kind: 'no-way-to-ask', profile: 'dev', reason: 'no-prompt' })),
  ).toBe(false);
  expect(isSharedError(new Error('bug'))).toBe(false);
  expect(isSharedError(undefined)).toBe(false);
});

describe('a failure counts for', () => {
  const SEEN = 'seen';
  /** A caller that found the record, started and asking so many milliseconds after the failure. */
  const counts = (error: SharedError, started: number, asks: number, hasTerminal: boolean) =>
    isShared(
      { generation: SEEN, at: FAILED_AT, error },
      { startedAt: FAILED_AT + started, seen: SEEN, hasTerminal, hasSpare: false },
      FAILED_AT + asks,
    );

  test('whoever waited for it, whatever the clock says', () => {
    const outcome = { generation: 'new', at: FAILED_AT, error: cancelled };
    const caller = {
      startedAt: FAILED_AT + 90_000,
      seen: SEEN,
      hasTerminal: true,
      hasSpare: false,
    };
    expect(isShared(outcome, caller, FAILED_AT - 3_600_000)).toBe(true);
  });

  test.each<[string, number, number, boolean, boolean]>([
    ['a process that had started before, however late it asks', -1, 50_000, true, true],
    ['one that was started within 2 s', 2_000, 3_000, true, true],
    ['a later one with a person: tries anew', 2_001, 2_100, true, false],
    ['a later one without: for 10 s', 2_001, 9_999, false, true],
    ['and then no more', 2_001, 10_000, false, false],
  ])('%s', (_, started, asks, hasTerminal, expected) => {
    expect(counts(cancelled, started, asks, hasTerminal)).toBe(expected);
  });

  test.each<[string, SharedError, number]>([
    ['no way to ask', noWay, 30_000],
    ['the network', network, 1_000],
    ['anything else', source, 10_000],
  ])('%s stands for its own time', (_, error, time) => {
    expect(counts(error, 2_001, Math.max(2_002, time - 1), false)).toBe(time > 2_000);
    expect(counts(error, 2_001, time + 2_001, false)).toBe(false);
  });

  test('nobody from before it: the clock was set back', () => {
    expect(counts(cancelled, -60_000, -1, false)).toBe(false);
  });
});
