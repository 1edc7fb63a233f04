import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { SESSIONS } from '../../src/fast-path/paths.ts';
import { sessionStore } from '../../src/session/cached-session.ts';
import { storedSessions } from '../../src/session/inventory.ts';
import type { SessionKey } from '../../src/session/session-key.ts';
import { keyFile } from '../../src/session/session-key.ts';
import { privateStore } from '../../src/storage/private-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { LONG_TERM } from './example-chain.ts';

const KEY = 'a'.repeat(64) as SessionKey;
const ARN = 'arn:aws:sts::111111111111:assumed-role/developer/ada';

let cache: string;
beforeEach(() => {
  cache = join(tempFolder(), 'swrole');
});

const folder = () => privateStore(cache, SESSIONS);

function store(more: object = {}): void {
  const session = { key: KEY, assumedRoleArn: ARN, issuedAt: 1, expiration: 2 };
  sessionStore(folder(), () => {}).write({ ...session, credentials: LONG_TERM, ...more });
}

test('the inventory knows what a file says about its session, and no secret of it', () => {
  store();
  const known = storedSessions(folder());
  expect(known).toEqual([
    {
      key: KEY,
      assumedRoleArn: ARN,
      issuedAt: 1,
      expiration: 2,
      accessKeyId: LONG_TERM.accessKeyId,
    },
  ]);
  expect(JSON.stringify(known)).not.toContain(LONG_TERM.secretAccessKey);
});

test('a session without a role has no ARN', () => {
  store({ assumedRoleArn: undefined });
  expect(storedSessions(folder())).toMatchObject([{ assumedRoleArn: undefined }]);
});

test.each([
  ['nothing', ''],
  ['null', 'null'],
  ['a text', '"x"'],
  ['half of its text', '{"key":'],
  [
    'another key',
    JSON.stringify({ key: 'b'.repeat(64), issuedAt: 1, expiration: 2, accessKeyId: 'A' }),
  ],
  ['no key id', JSON.stringify({ key: KEY, issuedAt: 1, expiration: 2 })],
  ['no date', JSON.stringify({ key: KEY, issuedAt: 1, expiration: 1e300, accessKeyId: 'A' })],
])('a file with %s is not in the inventory', (_, text) => {
  folder().write(keyFile(KEY), text);
  expect(storedSessions(folder())).toEqual([]);
});

test('names that are not keys, and folders, are ignored', () => {
  store();
  folder().write('x.json', 'text');
  writeFileSync(join(cache, SESSIONS, `${keyFile(KEY)}.1.ff.tmp`), '');
  mkdirSync(join(cache, SESSIONS, keyFile('b'.repeat(64))));
  expect(storedSessions(folder())).toHaveLength(1);
});
