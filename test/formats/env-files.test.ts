/** The file for containers, as Docker and Compose read it: they do not agree on quotes, `$` and `#`, so it has none. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Credentials } from '../../src/credentials.ts';
import { exportText } from '../../src/formats/index.ts';
import { readComposeEnvFile } from '../support/compose-env-file.ts';
import { readDockerEnvFile } from '../support/docker-env-file.ts';
import { propertyRuns } from '../support/property-runs.ts';

describe('Docker reads', () => {
  test.each<[string, [string, string][]]>([
    ['A=b\n', [['A', 'b']]],
    [
      '\ufeffA="b" # c\n  B= c \n',
      [
        ['A', '"b" # c'],
        ['B', ' c '],
      ],
    ],
    ['# A=b\n\n#B\nC=$D\r\n', [['C', '$D']]],
    [
      'HOME\nNONE\nE=',
      [
        ['HOME', '/root'],
        ['E', ''],
      ],
    ],
    ['A=a=b==\n', [['A', 'a=b==']]],
  ])('%j', (text, variables) => {
    expect(readDockerEnvFile(Buffer.from(text), { HOME: '/root' })).toEqual(variables);
  });

  test.each<[string, string | Buffer]>([
    ["no variable name on line '=b'", '=b'],
    ["variable 'A B' contains whitespaces", 'A B=c'],
    ['bufio.Scanner: token too long', `A=${'x'.repeat(65_534)}`],
    ['invalid utf8 bytes at line 1: A=\ufffd', Buffer.from([0x41, 0x3d, 0xff])],
  ])('not: %s', (message, text) => {
    expect(() => readDockerEnvFile(Buffer.from(text))).toThrow(message);
  });
});

describe('Compose reads', () => {
  test.each<[string, Record<string, string>]>([
    ['A=b # c\nB=d#e\n', { A: 'b', B: 'd#e' }],
    [`A='$b # c'\nB="$HOME # c\\n"\n`, { A: '$b # c', B: '/root # c\n' }],
    [`A=x$HOME-$\{HOME}-$NONE-$$\n`, { A: 'x/root-/root--$' }],
    ['# A=b\nexport C: d\nHOME\nNONE\n', { C: 'd', HOME: '/root' }],
    ['A=a=b==  \n', { A: 'a=b==' }],
  ])('%j', (text, variables) => {
    expect(Object.fromEntries(readComposeEnvFile(text, { HOME: '/root' }))).toEqual(variables);
  });

  test.each([
    ['key cannot contain a space', 'A B=c'],
    ['unexpected character in variable name "A"=c', '"A"=c'],
    ['unterminated quoted value "a', 'A="a\n'],
  ])('not: %s', (message, text) => {
    expect(() => readComposeEnvFile(text)).toThrow(message);
  });
});

const base64 = (min: number, max: number) =>
  fc.string({
    unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+='),
    minLength: min,
    maxLength: max,
  });

/** Roles with every value that AWS could give, and profiles with any name. */
const role = fc.record({
  profile: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  secretAccessKey: base64(16, 60),
  sessionToken: base64(100, 2_000),
  region: fc.constantFrom(undefined, 'eu-west-1'),
  color: fc.constantFrom(undefined, '1;31'),
});

test('both read from -f dotenv what is in it, to the byte', () => {
  const property = fc.property(role, ({ secretAccessKey, sessionToken, ...rest }) => {
    const credentials = new Credentials({
      accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      secretAccessKey,
      sessionToken,
      expiration: Date.parse('2026-06-15T13:00:00Z'),
    });
    const text = exportText('dotenv', { ...rest, credentials, accountId: '111111111111' }, {});
    const written = text
      .trimEnd()
      .split('\n')
      .map((line) => /^(\w+)=(.*)$/.exec(line)?.slice(1));
    // The environment of Compose must not show up in a value.
    const env = { A: 'wrong', AWS_REGION: 'wrong' };
    expect(readDockerEnvFile(Buffer.from(text), env)).toEqual(written);
    expect([...readComposeEnvFile(text, env)]).toEqual(written);
    expect(new Map(written as [string, string][]).get('AWS_SESSION_TOKEN')).toBe(sessionToken);
  });
  fc.assert(property, propertyRuns(500));
});
