import { expect, test } from 'vitest';
import { answerUntil, isFresh, isUsable, renewAt } from '../../src/session/expiry.ts';

const MINUTE = 60_000;
const ANY = { minTtl: 0, notBefore: 0 };

const session = (lifetime: number) => ({
  key: 'key' as never,
  assumedRoleArn: '',
  credentials: undefined as never,
  issuedAt: 0,
  expiration: lifetime,
});

test.each([
  ['12 h', 720 * MINUTE, 705 * MINUTE],
  ['1 h', 60 * MINUTE, 45 * MINUTE],
  ['30 min', 30 * MINUTE, 15 * MINUTE],
  ['15 min, the least STS gives', 15 * MINUTE, 7.5 * MINUTE],
])(
  'a session of %s is fresh until 15 min before its end, or for its first half',
  (_, lifetime, end) => {
    expect(renewAt(session(lifetime))).toBe(end);
    expect(isFresh(session(lifetime), ANY, end - 1)).toBe(true);
    expect(isFresh(session(lifetime), ANY, end)).toBe(false);
  },
);

const LAST_USE = 60 * MINUTE - 10_000;

test('a session that is not fresh is usable until 10 s before its end', () => {
  expect(isUsable(session(60 * MINUTE), ANY, LAST_USE - 1)).toBe(true);
  expect(isUsable(session(60 * MINUTE), ANY, LAST_USE)).toBe(false);
});

test('--min-ttl is exact, down to 10 s', () => {
  const wish = { minTtl: 45_000, notBefore: 0 };
  expect(isUsable(session(60 * MINUTE), wish, 60 * MINUTE - 45_001)).toBe(true);
  expect(isUsable(session(60 * MINUTE), wish, 60 * MINUTE - 45_000)).toBe(false);
  expect(isUsable(session(60 * MINUTE), { ...wish, minTtl: 1 }, LAST_USE)).toBe(false);
});

test('--min-ttl raises both limits', () => {
  const wish = { minTtl: 50 * MINUTE, notBefore: 0 };
  expect(isFresh(session(60 * MINUTE), wish, 10 * MINUTE - 1)).toBe(true);
  expect(isFresh(session(60 * MINUTE), wish, 10 * MINUTE)).toBe(false);
  expect(isUsable(session(60 * MINUTE), wish, 10 * MINUTE)).toBe(false);
});

test('--refresh accepts only sessions that are issued after its start', () => {
  expect(isFresh(session(60 * MINUTE), { minTtl: 0, notBefore: 1 }, 10)).toBe(false);
  expect(isUsable(session(60 * MINUTE), { minTtl: 0, notBefore: 0 }, 10)).toBe(true);
});

test.each([
  ['fresh: until it no longer is', 0, 45 * MINUTE],
  ['in the renewal window: for a minute', 50 * MINUTE, 51 * MINUTE],
  ['in the minute before its last: for a minute', 58.5 * MINUTE, 59.5 * MINUTE],
  ['near its end: not into its last 10 s', 59.5 * MINUTE, LAST_USE],
])('a stored answer repeats a session that is %s', (_, now, until) => {
  expect(answerUntil(session(60 * MINUTE), now)).toBe(until);
});
