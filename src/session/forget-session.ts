/**
 * Takes sessions away, together with the failures of their attempts. Each under its lock, if it is free: whoever has it
 * is obtaining a new session at this moment, which is theirs to keep.
 */
import type { Lock } from '../storage/lock.ts';
import { DiskError, type PrivateStore } from '../storage/private-store.ts';
import type { SessionKey } from './session-key.ts';
import { keyFile } from './inventory.ts';

/** The world, as far as forgetting needs it. */
export interface ForgetDoors {
  readonly sessions: PrivateStore;
  readonly outcomes: PrivateStore;
  /** Whether anybody has ever locked this key: if not, there is nothing to lock, and no lock to be made. */
  wasLocked(key: SessionKey): boolean;
  /** `undefined` while another process holds it; throws a `DiskError` where there are no locks. */
  tryLock(key: SessionKey): Promise<Lock | undefined>;
}

/** One session that is to go. */
export interface Forgotten {
  readonly key: SessionKey;
  /** Names its outcome: `attemptKey`; `undefined` where nobody knows how it was obtained. */
  readonly attemptKey: string | undefined;
}

/**
 * Removes a session and its outcome.
 *
 * @returns whether another process is obtaining the same session anew
 * @throws DiskError when it cannot be removed
 */
export async function forgetSession(
  { key, attemptKey }: Forgotten,
  doors: ForgetDoors,
): Promise<boolean> {
  const lock = await lockOf(key, doors);
  try {
    doors.sessions.remove(keyFile(key));
    if (attemptKey !== undefined) doors.outcomes.remove(keyFile(attemptKey));
  } finally {
    lock?.release();
  }
  return lock === undefined;
}

const UNLOCKED: Lock = { release: () => {} };

async function lockOf(key: SessionKey, doors: ForgetDoors): Promise<Lock | undefined> {
  if (!doors.wasLocked(key)) return UNLOCKED;
  try {
    return await doors.tryLock(key);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    return UNLOCKED;
  }
}
