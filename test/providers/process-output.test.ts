import { expect, test } from 'vitest';
import type { Credentials } from '../../src/credentials.ts';
import { parseProcessOutput } from '../../src/providers/index.ts';

const NOW = Date.UTC(2026, 0, 1);
const KEYS = {
  AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  SecretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const parse = (changes: object) =>
  parseProcessOutput(JSON.stringify({ Version: 1, ...KEYS, ...changes }), NOW);

function shown(result: Credentials | string) {
  if (typeof result === 'string') return result;
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = result;
  return [accessKeyId, secretAccessKey, sessionToken, expiration];
}

test.each<[string, object, string | undefined, number | undefined]>([
  ['long-term keys', {}, undefined, undefined],
  [
    'a session',
    { SessionToken: 'token', Expiration: '2026-01-01T01:00:00Z' },
    'token',
    NOW + 3_600_000,
  ],
  ['an offset', { Expiration: '2026-01-01T02:00:00+01:00' }, undefined, NOW + 3_600_000],
  ['fractions', { Expiration: '2026-01-01T00:00:00.500Z' }, undefined, NOW + 500],
  ['nulls', { SessionToken: null, Expiration: null }, undefined, undefined],
  ['an empty token', { SessionToken: '' }, undefined, undefined],
  ['more fields', { AccountId: '000000000000', Other: [] }, undefined, undefined],
])('the output of a credential process is accepted: %s', (_, changes, token, expiration) => {
  expect(shown(parse(changes))).toEqual([
    KEYS.AccessKeyId,
    KEYS.SecretAccessKey,
    token,
    expiration,
  ]);
});

test.each<[object, string]>([
  [{ Version: '1' }, 'does not have Version 1'],
  [{ Version: undefined }, 'does not have Version 1'],
  [{ AccessKeyId: '' }, 'has no AccessKeyId'],
  [{ SecretAccessKey: undefined }, 'has no SecretAccessKey'],
  [{ SessionToken: 1 }, 'has a SessionToken that is no text'],
  [{ Expiration: '' }, 'has an Expiration that is no RFC 3339 time'],
  [{ Expiration: 1893456000 }, 'has an Expiration that is no RFC 3339 time'],
  [{ Expiration: '2099-01-01T00:00:00' }, 'has an Expiration that is no RFC 3339 time'],
  [{ Expiration: '20990101T000000Z' }, 'has an Expiration that is no RFC 3339 time'],
  [{ Expiration: '2099-99-01T00:00:00Z' }, 'has an Expiration that is no RFC 3339 time'],
  [{ Expiration: '2025-12-31T23:59:59Z' }, 'has already expired'],
])('the output %j of a credential process is refused', (changes, problem) =>
  expect(parse(changes)).toBe(problem),
);

test.each(['', 'null', '[]', '1', 'text {"Version":1}', '{"Version":1'])(
  'the output %j of a credential process is refused',
  (text) => {
    expect(typeof parseProcessOutput(text, NOW)).toBe('string');
  },
);

test('the error shows nothing of a refused output', () => {
  expect(parseProcessOutput(`${KEYS.SecretAccessKey}`, NOW)).toBe('is not one JSON object');
});
