/** Random values of each kind of secret, at the places where one is pasted. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { regionRule } from '../../src/config/profile/rules.ts';
import { shownValue, withoutKeys, withoutSecrets } from '../../src/util/secret-text.ts';
import { processorTime } from '../support/processor-time.ts';
import { propertyRuns } from '../support/property-runs.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const BASE64 = `${LETTERS.toUpperCase()}${LETTERS}0123456789+/`;
const BASE64URL = BASE64.replace('+/', '-_');
const BASE32 = `${LETTERS}234567`;
const HEX = '0123456789abcdef';

/** Random characters, and the same ones in every run. */
function secretOf(alphabet: string, length: number, seed: string): string {
  const bytes = createHash('shake256', { outputLength: length * 2 })
    .update(seed)
    .digest();
  let text = '';
  for (let at = 0; at < bytes.length; at += 2)
    text += alphabet[bytes.readUInt16BE(at) % alphabet.length];
  return text;
}

/** A piece of this length is worth something to the finder. */
const PIECE = 12;

function isLeaked(shown: string, secret: string): boolean {
  for (let start = 0; start + PIECE <= secret.length; start += 1)
    if (shown.includes(secret.slice(start, start + PIECE))) return true;
  return false;
}

const { numRuns: VALUES } = propertyRuns(2_000);

const valuesOf = (title: string, secret: (seed: string) => string) =>
  Array.from({ length: VALUES }, (_, index) => secret(`${title} ${index}`));

/** In how many of a hundred values a piece of the secret is shown. */
function leaks(secrets: readonly string[], show: (secret: string) => string) {
  return (secrets.filter((each) => isLeaked(show(each), each)).length * 100) / VALUES;
}

const KEY: readonly [string, number] = [BASE64, 40];
const AT_ROLE = 'arn:aws:iam::111111111111:role/';

test.each<[string, readonly [string, number], string, string]>([
  ['a secret key', KEY, 'signing with ', ' failed'],
  ['a secret key after a name', KEY, 'signing with value=', ' failed'],
  ['a secret key in a path', KEY, 'cannot open /home/u/', '.json'],
  ['a secret key behind a long path', KEY, '/home/someone/Library/Something-else/', ''],
  ['a secret key in an ARN', KEY, `not authorized: ${AT_ROLE}`, '/x'],
  ['a piece of a token', [BASE64, 20], 'token: ', ''],
  ['a piece of a token in base64url', [BASE64URL, 20], 'x-', ''],
  ['a token', [BASE64, 400], 'sent ', '=='],
  ['32 bytes in base64url', [BASE64URL, 43], 'sent ', ' twice'],
  ['a seed in lower case', [BASE32, 32], 'region ', ''],
  ['a short seed in lower case', [BASE32, 24], 'x/', ''],
  ['a seed', [BASE32.toUpperCase(), 32], 'region ', ''],
  ['hex', [HEX, 32], 'arn:aws:secretsmanager:us-east-1:111111111111:x/', ''],
  ['short hex', [HEX, 20], 'id ', ''],
])('%s is not shown', (title, [alphabet, length], before, after) => {
  const secrets = valuesOf(title, (seed) => secretOf(alphabet, length, seed));
  expect(leaks(secrets, (it) => withoutSecrets(before + it + after))).toBeLessThan(0.5);
  expect(leaks(secrets, (it) => JSON.stringify(shownValue(it)))).toBeLessThan(0.5);
});

test.each([
  ['alone', ''],
  ['after a name', 'value='],
  ['in a path', '/home/u/'],
  ['in an ARN', AT_ROLE],
])('a secret key is not shown where names are: %s', (title, before) => {
  const secrets = valuesOf(title, (seed) => secretOf(...KEY, seed));
  const shown = leaks(secrets, (it) => withoutKeys(before + it));
  expect(shown).toBeLessThan(0.5);
});

test('a name made to be slow is read at once', () => {
  const hostile = ['A1', 'a1', 'aB1', 'AKIA', '://', 'x-', 'Ab-1/', '0f'].map((part) =>
    part.repeat(40_000),
  );
  const reading = () => hostile.map((text) => withoutKeys(text));
  expect(processorTime(reading)).toBeLessThan(4_000);
});

test.each([
  'arn:aws:iam::111111111111:role/team/OrganizationAccountAccessRole',
  'arn:aws:sts::111111111111:assumed-role/AmazonSSMManagedInstanceCore/ada.lovelace@example.com',
  'arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_PowerUserAccess_0123456789abcdef/ada',
  'arn:aws:sts::111111111111:assumed-role/web/i-0123456789abcdef0',
  'arn:aws-us-gov:iam::111111111111:mfa/ada2_iPhone15Pro',
  'arn:aws:iam::aws:policy/EC2ReadOnlyS3FullAccess',
  'https://example.awsapps.com/start',
  '/tmp/swrole-XyZ123/home/.aws/config',
  'x86_64-unknown-linux-gnu',
  'team1/app2/svc3/v4',
  'us-gov-west-1',
  'mars-north-1',
  'it holds a session token of 900000 characters, more than 16384',
])('%j is shown', (text) => {
  expect(withoutSecrets(text)).toBe(text);
  expect(withoutKeys(text)).toBe(text);
});

test.each(['us-gov-west-1', 'mars-north-1', 'aws-global', 'fips-us-gov-east-1', 'x'])(
  '%s may be a region',
  (text) => expect(regionRule.parse(text)).toBe(text),
);

test('a seed is not a region', () => {
  const seeds = Array.from({ length: 100 }, (_, index) =>
    secretOf(BASE32, 16 + (index % 17), `${index}`),
  );
  expect(seeds.filter((seed) => regionRule.parse(seed) !== undefined)).toEqual([]);
});

test.each(['AWSAdministratorAccess-123456789012', '111122223333/AWSAdministratorAccess-Prod01'])(
  'the name of a profile is shown whole: %s',
  (name) => expect(withoutKeys(name)).toBe(name),
);

test.each(['AKIA', 'ASIA'])('of the id of a key that begins with %s the end is shown', (begin) => {
  expect(withoutKeys(`of ${begin}IOSFODNN7EXAMPLE`)).toBe(`of ${begin}…MPLE`);
});
