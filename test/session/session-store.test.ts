import { expect, test } from 'vitest';
import { sessionStore } from '../../src/session/cached-session.ts';
import type { SessionKey } from '../../src/session/session-key.ts';
import { DiskError, type PrivateStore } from '../../src/storage/private-store.ts';
import { LONG_TERM } from './example-chain.ts';

const session = {
  key: 'a'.repeat(64) as SessionKey,
  assumedRoleArn: undefined,
  issuedAt: 0,
  expiration: 1,
  credentials: LONG_TERM,
};

/** A disk that answers every write with this error. */
function disk(error: Error): PrivateStore {
  const write = () => {
    throw error;
  };
  return { read: () => undefined, write, remove: () => {} };
}

test('a full disk is reported, and no command fails because of it', () => {
  const full = new DiskError('sessions/a.json', 'ENOSPC');
  const told: DiskError[] = [];
  sessionStore(disk(full), (error) => told.push(error)).write(session);
  expect(told).toEqual([full]);
});

test('a bug is not taken for a full disk', () => {
  const bug = new TypeError('bug');
  expect(() => sessionStore(disk(bug), () => {}).write(session)).toThrow(bug);
});
