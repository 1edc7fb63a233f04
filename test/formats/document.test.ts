import { expect, test } from 'vitest';
import { Credentials } from '../../src/credentials.ts';
import { OutputError, version1Document } from '../../src/formats/document.ts';
import { keys, role, user } from './role.ts';

test('a role is one line with the keys in order and seconds rounded down (contract cases 48 and 49)', () => {
  expect(version1Document(role.credentials, role.accountId)).toBe(
    '{"Version":1,"AccessKeyId":"ASIAIOSFODNN7EXAMPLE",' +
      '"SecretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",' +
      '"SessionToken":"AQoEXAMPLEH4aoAH0gNCAPy+/2Lg==","Expiration":"2030-01-02T03:04:05Z",' +
      '"AccountId":"111111111111"}\n',
  );
});

test('an unknown field is left out, never null or empty (contract case 50)', () => {
  const expected =
    '{"Version":1,"AccessKeyId":"AKIAIOSFODNN7EXAMPLE",' +
    '"SecretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}\n';
  expect(version1Document(user.credentials)).toBe(expected);
  const empty = new Credentials({ ...keys, accessKeyId: 'AKIAIOSFODNN7EXAMPLE', sessionToken: '' });
  expect(version1Document(empty, '')).toBe(expected);
});

test.each([
  ['AccessKeyId', { ...keys, accessKeyId: '' }],
  ['SecretAccessKey', { ...keys, secretAccessKey: '' }],
  ['Expiration', { ...keys, expiration: Number.NaN }],
  ['Expiration', { ...keys, expiration: -1 }],
  ['Expiration', { ...keys, expiration: Date.parse('+010000-01-01T00:00:00Z') }],
])('an impossible %s is refused', (variable, fields) => {
  expect(() => version1Document(new Credentials(fields))).toThrow(
    new OutputError({ kind: 'unsafe-value', variable }),
  );
});
