import { expect, test } from 'vitest';
import { totp, totpOfStep, totpStep } from './totp.ts';

/** RFC 6238, appendix B: the SHA-1 rows, whose secret is the ASCII text 12345678901234567890. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const RFC_VECTORS: readonly (readonly [seconds: number, eightDigits: string])[] = [
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
];

test.each(RFC_VECTORS)('at second %i the code is the last six digits of %s', (seconds, digits) => {
  expect(totp(RFC_SECRET, seconds * 1000)).toBe(digits.slice(-6));
});

test('leading zeros stay', () => {
  expect(totp(RFC_SECRET, 1111111109_000)).toBe('081804');
  expect(totp(RFC_SECRET, 1234567890_000)).toBe('005924');
});

test('a code changes at a multiple of 30 seconds, not before', () => {
  expect(totpStep(59_999)).toBe(1);
  expect(totpStep(60_000)).toBe(2);
  expect(totp(RFC_SECRET, 59_999)).toBe(totpOfStep(RFC_SECRET, 1));
});

test('case, spaces and padding of the secret do not matter', () => {
  expect(totp('gezd gnbv gy3t qojq gezd gnbv gy3t qojq==', 59_000)).toBe('287082');
});

test('a secret that is not base32 is an error', () => {
  expect(() => totp('0189', 0)).toThrow(new RangeError('not a base32 secret'));
});
