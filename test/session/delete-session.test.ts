import { beforeEach, expect, test } from 'vitest';
import { type DeleteDeps, deleteSession } from '../../src/session/inventory.ts';
import type { SessionKey } from '../../src/session/session-key.ts';
import { DiskError, type PrivateStore } from '../../src/storage/private-store.ts';

const KEY = 'a'.repeat(64) as SessionKey;

let log: string[];
beforeEach(() => {
  log = [];
});

function recording(name: string): PrivateStore {
  return {
    read: () => undefined,
    write: () => {},
    remove: (file) => void log.push(`${name}/${file.replaceAll('a', '')}`),
  };
}

function deps(changes: Partial<DeleteDeps> = {}): DeleteDeps {
  return {
    sessions: recording('sessions'),
    outcomes: recording('outcomes'),
    wasLocked: () => true,
    tryLock: async () => {
      log.push('lock');
      return { release: () => void log.push('release') };
    },
    ...changes,
  };
}

const REMOVED = ['sessions/.json', 'outcomes/attempt.json'.replaceAll('a', '')];
const forget = (changes?: Partial<DeleteDeps>) =>
  deleteSession({ key: KEY, attemptKey: 'attempt' }, deps(changes));

test('deleting a session also deletes its failure, under the lock', async () => {
  expect(await forget()).toBe(false);
  expect(log).toEqual(['lock', ...REMOVED, 'release']);
});

test('deleting says when another process gets the session, and still deletes the old one', async () => {
  expect(await forget({ tryLock: async () => undefined })).toBe(true);
  expect(log).toEqual(REMOVED);
});

test('deleting does not wait without a lock file or without locks', async () => {
  expect(await forget({ wasLocked: () => false })).toBe(false);
  const none = async () => {
    throw new DiskError('locks', 'no-lock-support');
  };
  expect(await forget({ tryLock: none })).toBe(false);
  expect(log).toEqual([...REMOVED, ...REMOVED]);
});

test('the lock is released when a file cannot be deleted', async () => {
  const sessions = recording('sessions');
  const remove = () => {
    throw new DiskError('sessions/a', 'EACCES');
  };
  await expect(forget({ sessions: { ...sessions, remove } })).rejects.toThrow(DiskError);
  expect(log).toEqual(['lock', 'release']);
});
