/**
 * Makes one attempt at a session for all processes that want it at the same time. The process that holds the lock makes
 * the attempt; the others read what it stores, a session or a failure. A holder that dies leaves only the lock.
 */

import type { Instant } from '../credentials.ts';
import { MfaError } from '../mfa/errors.ts';
import type { Lock, LockHolder } from '../storage/lock.ts';
import { DiskError, type PrivateStore } from '../storage/private-store.ts';
import { type NamedLock, takeTurns } from '../storage/take-turns.ts';
import type { Reporter } from '../system.ts';
import type { CachedSession } from './cached-session.ts';
import { SessionError } from './expiry.ts';
import {
  type Circumstances,
  type FailureRecord,
  formatFailureRecords,
  isUnderSame,
  newFailureRecord,
  parseFailureRecords,
  RepeatedFailure,
  sharedUntil,
} from './failure-record.ts';
import { keyFile, type SessionKey } from './session-key.ts';
import { isSharedError, type SharedError } from './stored-error.ts';

/** The effects that a shared attempt needs. */
export interface AttemptDeps extends Reporter {
  now(): Instant;
  /** Rejects when `signal` is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** `undefined` while another process holds it; throws a `DiskError` where there are no locks. */
  tryLock(key: SessionKey): Promise<Lock | undefined>;
  /** The process that holds the lock, if it is known. */
  lockHolder(key: SessionKey): LockHolder | undefined;
  /** Where failures are stored: one file for all attempts at one session. */
  readonly outcomes: PrivateStore;
  /** What failures depend on. */
  readonly circumstances: Circumstances;
  /** When this process was started. */
  readonly startedAt: Instant;
  /** Whether to ignore failures of other processes, because this caller brings its own code. */
  readonly ignoresSharedFailure: boolean;
  /** Whether a prompt can be shown on a terminal. */
  hasTerminal(): Promise<boolean>;
  /** After this the caller no longer waits for the answer. */
  readonly deadline: Instant;
  /** Aborted when a signal asks the program to end; its reason is the signal's name. */
  readonly interrupted: AbortSignal;
}

/** A request for one session. */
export interface SessionRequest {
  readonly key: SessionKey;
  /** Names the file of its failures: `attemptKey`. */
  readonly attemptKey: string;
  /** For messages. */
  readonly profile: string;
  /** The profile that this run was started for. */
  readonly requestedProfile: string;
  /** The session, if another process has stored it in the meantime. */
  readCached(): CachedSession | undefined;
  /** The session, if another program has one. Called under the lock, before a failure of another process counts. */
  adopt(): Promise<CachedSession | undefined>;
  /** A still valid session to return instead of waiting for another process. */
  readonly fallback: CachedSession | undefined;
  /** Whether the attempt may show a prompt. */
  readonly needsPrompt: boolean;
  /** Whether the session may not be cacheable. A process that has waited in vain then does not make others wait. */
  readonly mayBeUncacheable: boolean;
  attempt(): Promise<CachedSession>;
}

/**
 * The session, from this process's attempt or another's.
 *
 * @throws what the attempt throws, here or in the process that made it; SessionError `lock-timeout`
 */
export async function shareAttempt(
  request: SessionRequest,
  deps: AttemptDeps,
): Promise<CachedSession> {
  const { key, profile } = request;
  const seen = new Set(readFailures(request, deps).map(({ generation }) => generation));
  let hasWaited = false;
  const named: NamedLock = {
    tryLock: () => deps.tryLock(key),
    holder: () => deps.lockHolder(key),
    label: `${profile}: session ${shortKey(key)}`,
  };
  const session = await takeTurns(named, deps, async (lock) => {
    const cached = request.readCached() ?? (lock && (await request.adopt()));
    if (cached !== undefined) return cached;
    await throwShared(request, seen, deps);
    if (hasWaited && request.mayBeUncacheable) lock?.release();
    hasWaited = true;
    return lock === undefined ? request.fallback : attempt(request, deps);
  });
  if (session !== undefined) return session;
  throw new SessionError({ kind: 'lock-timeout', profile, holder: deps.lockHolder(key) });
}

function readFailures(
  request: SessionRequest,
  { outcomes }: AttemptDeps,
): readonly FailureRecord[] {
  return parseFailureRecords(outcomes.read(keyFile(request.attemptKey)));
}

/** Throws the failure of another process if it counts for this one too. */
async function throwShared(
  request: SessionRequest,
  seen: ReadonlySet<string>,
  deps: AttemptDeps,
): Promise<void> {
  const failures = deps.ignoresSharedFailure ? [] : readFailures(request, deps);
  if (failures.length === 0) return;
  const { startedAt } = deps;
  const hasFallback = request.fallback !== undefined;
  const caller = { startedAt, seen, hasTerminal: await deps.hasTerminal(), hasFallback };
  for (const failure of failures.toReversed()) {
    const now = deps.now();
    const until = sharedUntil(failure, caller, now);
    if (until === undefined || !(await isUnderSame(failure, deps.circumstances))) continue;
    deps.debug(`${request.profile}: swrole ${failure.pid} has just tried, and failed`);
    const isOwn = failure.at >= startedAt && failure.profile === request.requestedProfile;
    throw isOwn
      ? failure.error
      : new RepeatedFailure(failure, request.requestedProfile, until, now);
  }
}

async function attempt(request: SessionRequest, deps: AttemptDeps): Promise<CachedSession> {
  try {
    const session = await request.attempt();
    unlessDiskFails(deps, () => deps.outcomes.remove(keyFile(request.attemptKey)));
    return session;
  } catch (error) {
    const shared = errorToShare(error, request, deps);
    if (isSharedError(shared)) await share(shared, request, deps);
    throw error;
  }
}

async function share(
  error: SharedError,
  request: SessionRequest,
  deps: AttemptDeps,
): Promise<void> {
  const { requestedProfile } = request;
  const failure = await newFailureRecord(requestedProfile, error, deps.now(), deps.circumstances);
  unlessDiskFails(deps, () =>
    deps.outcomes.write(
      keyFile(request.attemptKey),
      formatFailureRecords(readFailures(request, deps), failure),
    ),
  );
}

/**
 * Ctrl-C at the prompt is an answer for all processes that wait for it. Other signals only end this process, and the
 * waiting processes may try themselves.
 */
function errorToShare(
  error: unknown,
  { profile, needsPrompt }: SessionRequest,
  deps: AttemptDeps,
): unknown {
  if (!deps.interrupted.aborted) return error;
  const isAnswer = deps.interrupted.reason === 'SIGINT' && needsPrompt;
  return isAnswer ? new MfaError({ kind: 'cancelled', profile }) : undefined;
}

function unlessDiskFails({ debug }: AttemptDeps, change: () => void): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    debug(`the outcome is not kept (${error.message})`);
  }
}

/** Enough of a key to tell two sessions apart in `--debug`. */
export function shortKey(key: SessionKey): string {
  return key.slice(0, 8);
}
