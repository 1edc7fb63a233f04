import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Credentials } from '../../src/credentials.ts';
import { formatSession, parseSession, sealedText } from '../../src/session/cached-session.ts';
import type { SessionKey } from '../../src/session/session-key.ts';
import { endpoint, step, TRANSPORT } from './example-chain.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 1);
const DEVELOPER = step();
const KEY = 'a'.repeat(64) as SessionKey;
const SECRETS = {
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: 'FwoGZXIvYXdzEXAMPLETOKEN',
};

const session = {
  key: KEY,
  assumedRoleArn: 'arn:aws:sts::111111111111:assumed-role/developer/swrole-member',
  issuedAt: NOW,
  expiration: NOW + HOUR,
  credentials: new Credentials({
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    expiration: NOW + HOUR,
    ...SECRETS,
  }),
};

const parse = (text: string, now = NOW) => parseSession(text, KEY, DEVELOPER, now);
const stored = JSON.parse(formatSession(session)) as Record<string, unknown>;
/** With the right digest, so that it is the changed field which is not believed. */
const changed = (changes: Record<string, unknown>) => {
  const { digest: _stored, ...fields } = stored;
  return sealedText({ ...fields, ...changes });
};
/** Edited in the file. */
const edited = (changes: Record<string, unknown>) => JSON.stringify({ ...stored, ...changes });

test('a cached session comes back whole', () => {
  const back = parse(formatSession(session));
  expect(back).toEqual(session);
  expect(back?.credentials.secretAccessKey).toBe(SECRETS.secretAccessKey);
  expect(back?.credentials.sessionToken).toBe(SECRETS.sessionToken);
});

test('a cached session shows no secret when it is logged', () => {
  const shown =
    inspect(session, { depth: 9, showHidden: true }) +
    JSON.stringify(session) +
    `${session.credentials}`;
  for (const secret of Object.values(SECRETS)) expect(shown).not.toContain(secret);
});

describe('a wrong cached session', () => {
  test.each<[string, string, number?]>([
    ['cut off', formatSession(session).slice(0, 200)],
    ['empty', ''],
    ['not an object', 'null'],
    ['another key', changed({ key: 'b'.repeat(64) })],
    ['no key', changed({ key: undefined })],
    [
      'another account',
      changed({ assumedRoleArn: 'arn:aws:sts::999999999999:assumed-role/developer/x' }),
    ],
    [
      'another role',
      changed({ assumedRoleArn: 'arn:aws:sts::111111111111:assumed-role/administrator/x' }),
    ],
    [
      'a role with a name that begins alike',
      changed({ assumedRoleArn: 'arn:aws:sts::111111111111:assumed-role/developer2/x' }),
    ],
    [
      'another partition',
      changed({ assumedRoleArn: 'arn:aws-cn:sts::111111111111:assumed-role/developer/x' }),
    ],
    ['no assumed role', changed({ assumedRoleArn: undefined })],
    ['issued in the future: a clock that was set back', formatSession(session), NOW - 6 * 60_000],
    ['longer than STS gives', changed({ expiration: NOW + 13 * HOUR })],
    ['an expiration that is a text', changed({ expiration: '2026-01-01T01:00:00Z' })],
    ['no issue time', changed({ issuedAt: undefined })],
    ['an empty key id', changed({ accessKeyId: '' })],
    ['a key id with a line break', changed({ accessKeyId: 'ASIAIOSFODNN7EXAMPLE\n' })],
    ['no secret', changed({ secretAccessKey: undefined })],
    ['a secret with a quote', changed({ secretAccessKey: `${SECRETS.secretAccessKey}'` })],
    ['no token', changed({ sessionToken: undefined })],
    ['a token that is a number', changed({ sessionToken: 1 })],
    ["another account than its role's", changed({ accountId: '222222222222' })],
    ['a key id that was edited', edited({ accessKeyId: 'ASIAI44QH8DHBEXAMPLE' })],
    [
      'a secret that was edited',
      edited({ secretAccessKey: SECRETS.secretAccessKey.toLowerCase() }),
    ],
    ['an end that was edited', edited({ expiration: NOW + HOUR + 1 })],
    ['no digest', edited({ digest: undefined })],
    ['another digest', edited({ digest: '0'.repeat(16) })],
  ])('a cached session is rejected: %s', (_, text, now) =>
    expect(parse(text, now)).toBeUndefined(),
  );
});

describe('a session of a user', () => {
  const mfa = { serial: 'arn:aws:iam::000000000000:mfa/member', generateToken: undefined };
  const own = {
    kind: 'mfa-session',
    profile: 'x',
    mfa,
    durationSeconds: 129_600,
    endpoint: endpoint('ap-northeast-1'),
    transport: TRANSPORT,
  } as const;
  const text = changed({ assumedRoleArn: undefined, expiration: NOW + 36 * HOUR });

  test('a session of a user has no role, and may last for 36 h', () => {
    expect(parseSession(text, KEY, own, NOW)).toMatchObject({ expiration: NOW + 36 * HOUR });
    expect(parseSession(text, KEY, DEVELOPER, NOW)).toBeUndefined();
    expect(parseSession(formatSession(session), KEY, own, NOW)).toBeUndefined();
  });
});
