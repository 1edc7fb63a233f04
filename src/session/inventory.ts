/**
 * Lists and deletes what sessions leave on disk: the sessions, without checking or returning their credentials, and the last
 * failure of each profile.
 */

import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { type Instant, isInstant } from '../credentials.ts';
import { ENCRYPTED, SESSIONS } from '../fast-path/paths.ts';
import type { Lock } from '../storage/lock.ts';
import {
  type Cache,
  DiskError,
  type PrivateFolder,
  type PrivateStore,
  privateStore,
} from '../storage/private-store.ts';
import { type AwsCliEntry, sealedFields } from './cached-session.ts';
import { keyFile, type SessionKey } from './session-key.ts';
import { instant } from './stored-error.ts';

/** The fields of a stored session that are not secret. */
export interface StoredSession {
  readonly key: SessionKey;
  readonly assumedRoleArn: string | undefined;
  /** For sessions of a `credential_process`: the same for all of one program, whatever its environment was. */
  readonly origin: string | undefined;
  readonly issuedAt: Instant;
  readonly expiration: Instant;
  /** Two sessions with the same id hold the same credentials. */
  readonly accessKeyId: string;
  /** The entry of the AWS CLI's cache that swrole took it from or wrote it to. */
  readonly awsCli: AwsCliEntry | undefined;
}

const KEY = /^[0-9a-f]{64}$/;

/** Whether a name is a session key. The file of its lock has the same name, without an extension. */
export function isSessionKey(name: string): name is SessionKey {
  return KEY.test(name);
}

/** All sessions in the folder, in no particular order, without damaged ones. */
export function storedSessions(sessions: PrivateFolder): readonly StoredSession[] {
  const keys = sessions.list().map((name) => name.replace(/\.json$/, ''));
  return keys.filter(isSessionKey).flatMap((key) => storedSession(sessions, key) ?? []);
}

/** All sessions in swrole's directory, also the encrypted ones. */
export function allSessions(cache: Cache): readonly StoredSession[] {
  return [SESSIONS, ENCRYPTED].flatMap((folder) => storedSessions(privateStore(cache, folder)));
}

function storedSession(sessions: PrivateStore, key: SessionKey): StoredSession | undefined {
  const fields = sealedFields(sessions.read(keyFile(key)) ?? '');
  const { assumedRoleArn, issuedAt, expiration, accessKeyId } = fields;
  const origin = typeof fields.origin === 'string' ? fields.origin : undefined;
  if (fields.key !== key || typeof accessKeyId !== 'string') return undefined;
  if (!isInstant(issuedAt) || !isInstant(expiration)) return undefined;
  const arn = typeof assumedRoleArn === 'string' ? assumedRoleArn : undefined;
  const awsCli = awsCliEntry(fields.awsCli);
  return { key, assumedRoleArn: arn, origin, issuedAt, expiration, accessKeyId, awsCli };
}

function awsCliEntry(stored: unknown): AwsCliEntry | undefined {
  const { key, isOurs } = (stored ?? {}) as Partial<Record<keyof AwsCliEntry, unknown>>;
  if (typeof key !== 'string' || !/^[0-9a-f]{40}$/.test(key)) return undefined;
  return { key, isOurs: isOurs === true };
}

/** The effects that deleting a session needs. */
export interface DeleteDeps {
  /** Removes a session, wherever it is kept. */
  readonly sessions: Pick<PrivateStore, 'remove'>;
  readonly outcomes: PrivateStore;
  /** Whether this key was ever locked. If not, no lock is needed. */
  wasLocked(key: SessionKey): boolean;
  /** `undefined` while another process holds it; throws a `DiskError` where there are no locks. */
  tryLock(key: SessionKey): Promise<Lock | undefined>;
}

/** A session to delete. */
interface DeletionTarget {
  readonly key: SessionKey;
  /** Names the file of its failures: `attemptKey`; `undefined` if it is not known how the session was got. */
  readonly attemptKey: string | undefined;
}

/**
 * Deletes a session and the failures of its attempts, under its lock if that is free. A process that holds the lock is
 * getting a new session at this moment, and keeps it.
 *
 * @returns whether another process is getting the same session
 * @throws DiskError if it cannot be deleted
 */
export async function deleteSession(
  { key, attemptKey }: DeletionTarget,
  deps: DeleteDeps,
): Promise<boolean> {
  const lock = await lockIfFree(key, deps);
  try {
    deps.sessions.remove(keyFile(key));
    if (attemptKey !== undefined) deps.outcomes.remove(keyFile(attemptKey));
  } finally {
    lock?.release();
  }
  return lock === undefined;
}

const UNLOCKED: Lock = { release: () => {} };

async function lockIfFree(key: SessionKey, deps: DeleteDeps): Promise<Lock | undefined> {
  if (!deps.wasLocked(key)) return UNLOCKED;
  try {
    return await deps.tryLock(key);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    return UNLOCKED;
  }
}

// The last failure of each profile, with the message that went to stderr. Some SDKs (those for JavaScript, Java and C++) do
// not show it, so it is kept for `status` and `doctor`. A success deletes it.

/** Why a profile gave no credentials. It contains nothing secret, because it was shown. */
export interface LastFailure {
  /** The requested profile. */
  readonly profile: string;
  readonly at: Instant;
  /** The process that failed. */
  readonly pid: number;
  readonly exitCode: number;
  readonly message: string;
  /** What to do about it, if there is something to do. */
  readonly hint?: string | undefined;
}

/** Changes when the meaning of a stored failure changes. */
const FORMAT = 1;

/** Failures are deleted after this many milliseconds. A day, so that the reason can still be found tomorrow. */
export const FAILURE_LIFETIME = 24 * 60 * 60 * 1000;

/** Stores a failure instead of the one before it. @throws DiskError */
export function storeFailure(outcomes: PrivateStore, failure: LastFailure): void {
  outcomes.write(fileName(failure.profile), `${JSON.stringify({ format: FORMAT, ...failure })}\n`);
}

/** Deletes the failure of a profile, if there is one. @throws DiskError */
export function deleteFailure(outcomes: PrivateStore, profile: string): void {
  outcomes.remove(fileName(profile));
}

/** All stored failures, the latest first, without those that are damaged or of another version. */
export function lastFailures(outcomes: PrivateFolder, now: Instant): readonly LastFailure[] {
  return outcomes
    .list()
    .flatMap((name) => {
      const failure = parseFailure(outcomes.read(name));
      return failure !== undefined && fileName(failure.profile) === name ? failure : [];
    })
    .filter(({ at }) => now - at < FAILURE_LIFETIME)
    .sort((a, b) => b.at - a.at);
}

/** Looks like all names in the folder, but is never the name of an attempt's failures. */
function fileName(profile: string): string {
  const text = JSON.stringify(['last failure', profile]);
  return keyFile(createHash('sha256').update(text).digest('hex'));
}

const schema = z.object({
  format: z.literal(FORMAT),
  profile: z.string(),
  at: instant(),
  pid: z.number().check(z.int(), z.positive()),
  exitCode: z.number().check(z.int(), z.minimum(0), z.maximum(255)),
  message: z.string(),
  hint: z.optional(z.string()),
});

function parseFailure(text: string | undefined): LastFailure | undefined {
  try {
    const { format: _, ...failure } = schema.parse(JSON.parse(text ?? ''));
    return failure;
  } catch {
    return undefined;
  }
}
