/**
 * The sessions on disk as they lie there: for those who show or remove them, and hand none out. What a file says of
 * itself is enough for that; its secrets are not looked at.
 */

import { type Instant, isInstant } from '../credentials.ts';
import type { Lock } from '../storage/lock.ts';
import { DiskError, type PrivateFolder, type PrivateStore } from '../storage/private-store.ts';
import { sealedFields } from './cached-session.ts';
import type { SessionKey } from './session-key.ts';

/** The folder of the sessions in swrole's directory. */
export const SESSIONS = 'sessions';
/** The folder of the failures. */
export const OUTCOMES = 'outcomes';

/** What is known of a stored session. */
export interface StoredSession {
  readonly key: SessionKey;
  readonly assumedRoleArn: string | undefined;
  /** Of a program: the same for all that it gave, whatever its environment was. */
  readonly origin: string | undefined;
  readonly issuedAt: Instant;
  readonly expiration: Instant;
  /** Two sessions with the same one hold the same credentials. */
  readonly accessKeyId: string;
}

const KEY = /^[0-9a-f]{64}$/;

/** The file name of what belongs to a key. */
export function keyFile(key: string): string {
  return `${key}.json`;
}

/** Whether a name is that of a session: its lock has it as it is. */
export function isSessionKey(name: string): name is SessionKey {
  return KEY.test(name);
}

/** All sessions in the folder, in no order that means anything; what is damaged is passed over. */
export function storedSessions(sessions: PrivateFolder): readonly StoredSession[] {
  const keys = sessions.list().map((name) => name.replace(/\.json$/, ''));
  return keys.filter(isSessionKey).flatMap((key) => storedSession(sessions, key) ?? []);
}

function storedSession(sessions: PrivateStore, key: SessionKey): StoredSession | undefined {
  const fields = sealedFields(sessions.read(keyFile(key)) ?? '');
  const { assumedRoleArn, issuedAt, expiration, accessKeyId } = fields;
  const origin = typeof fields.origin === 'string' ? fields.origin : undefined;
  if (fields.key !== key || typeof accessKeyId !== 'string') return undefined;
  if (!isInstant(issuedAt) || !isInstant(expiration)) return undefined;
  const arn = typeof assumedRoleArn === 'string' ? assumedRoleArn : undefined;
  return { key, assumedRoleArn: arn, origin, issuedAt, expiration, accessKeyId };
}

// Takes sessions away, together with the failures of their attempts. Each under its lock, if it is free: whoever has it
// is obtaining a new session at this moment, which is theirs to keep.

/** The world, as far as forgetting needs it. */
export interface DeleteDeps {
  readonly sessions: PrivateStore;
  readonly outcomes: PrivateStore;
  /** Whether anybody has ever locked this key: if not, there is nothing to lock, and no lock to be made. */
  wasLocked(key: SessionKey): boolean;
  /** `undefined` while another process holds it; throws a `DiskError` where there are no locks. */
  tryLock(key: SessionKey): Promise<Lock | undefined>;
}

/** One session that is to go. */
interface DeletionResult {
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
export async function deleteSession(
  { key, attemptKey }: DeletionResult,
  deps: DeleteDeps,
): Promise<boolean> {
  const lock = await lockOf(key, deps);
  try {
    deps.sessions.remove(keyFile(key));
    if (attemptKey !== undefined) deps.outcomes.remove(keyFile(attemptKey));
  } finally {
    lock?.release();
  }
  return lock === undefined;
}

const UNLOCKED: Lock = { release: () => {} };

async function lockOf(key: SessionKey, deps: DeleteDeps): Promise<Lock | undefined> {
  if (!deps.wasLocked(key)) return UNLOCKED;
  try {
    return await deps.tryLock(key);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    return UNLOCKED;
  }
}
