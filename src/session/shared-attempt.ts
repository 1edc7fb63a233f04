/**
 * Makes one attempt at a session for all processes that want it at the same time. The process that holds the lock makes
 * the attempt; the others read what it stores, a session or a failure. A holder that dies leaves only the lock.
 */

import type { Instant } from '../credentials.ts';
import { MfaError } from '../mfa/errors.ts';
import type { Reporter } from '../reporter.ts';
import { describeLockHolder, type Lock, type LockHolder } from '../storage/lock.ts';
import { DiskError, type PrivateStore } from '../storage/private-store.ts';
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

/** A waiter tries again after 25 to 150 ms, at random, so that twenty waiters do not all try at the same moment. */
const pauseLength = () => 25 + Math.random() * 125;

/**
 * The session, from this process's attempt or another's.
 *
 * @throws what the attempt throws, here or in the process that made it; SessionError `lock-timeout`
 */
export async function shareAttempt(
  request: SessionRequest,
  deps: AttemptDeps,
): Promise<CachedSession> {
  const wait = lockWait(request, deps);
  return attemptInTurn(request, wait, deps).finally(wait.end);
}

async function attemptInTurn(
  request: SessionRequest,
  wait: LockWait,
  deps: AttemptDeps,
): Promise<CachedSession> {
  const seen = new Set(readFailures(request, deps).map(({ generation }) => generation));
  let waited = false;
  // Counted down as well as compared, because the clock may be set back in the meantime.
  let timeLeft = deps.deadline - deps.now();
  for (;;) {
    const lock = await lockOrNone(request, deps);
    try {
      const session = request.readCached() ?? (lock && (await request.adopt()));
      if (session !== undefined) return session;
      await throwShared(request, seen, deps);
      if (waited && request.mayBeUncacheable) lock?.release();
      if (lock !== undefined) {
        wait.end();
        return await attempt(request, deps);
      }
    } finally {
      lock?.release();
    }
    if (request.fallback !== undefined) return request.fallback;
    waited = true;
    wait.begin();
    if (timeLeft < 0 || deps.now() > deps.deadline) throw lockTimeout(request, deps);
    const pause = pauseLength();
    timeLeft -= pause;
    await deps.sleep(pause, deps.interrupted);
  }
}

function lockTimeout({ profile, key }: SessionRequest, deps: AttemptDeps): SessionError {
  return new SessionError({ kind: 'lock-timeout', profile, holder: deps.lockHolder(key) });
}

/**
 * Where there are no locks (read-only home, no native support) every process makes its own attempt: slower, never
 * wrong.
 */
async function lockOrNone({ key }: SessionRequest, deps: AttemptDeps): Promise<Lock | undefined> {
  try {
    return await deps.tryLock(key);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    deps.debug(`going on without a lock (${error.message})`);
    return { release: () => {} };
  }
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

/** Shows and logs the wait for the lock. Each method may be called again, which does nothing. */
interface LockWait {
  begin(): void;
  end(): void;
}

/** Reports which process holds the lock, and how long the wait took. */
function lockWait({ key, profile }: SessionRequest, deps: AttemptDeps): LockWait {
  let finish: (() => void) | undefined;
  const start = () => {
    const since = deps.now();
    const hideProgress = deps.showProgress(() => describeLockHolder(deps.lockHolder(key)?.pid));
    deps.debug(`${profile}: session ${shortKey(key)}: waiting for ${describeHolder(key, deps)}`);
    return () => {
      hideProgress();
      deps.debug(`${profile}: session ${shortKey(key)}: waited ${deps.now() - since} ms`);
    };
  };
  return {
    begin: () => {
      finish ??= start();
    },
    end: () => {
      finish?.();
      finish = () => {};
    },
  };
}

/** Enough of a key to tell two sessions apart in `--debug`. */
export function shortKey(key: SessionKey): string {
  return key.slice(0, 8);
}

function describeHolder(key: SessionKey, { lockHolder }: AttemptDeps): string {
  const holder = lockHolder(key);
  if (holder === undefined) return 'another swrole';
  return `swrole ${holder.pid}, which has the lock since ${new Date(holder.since).toISOString()}`;
}
