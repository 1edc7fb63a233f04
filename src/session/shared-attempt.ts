/**
 * One attempt at a session for all who want it at the same time: whoever has the lock makes it, the
 * others look at what it left, session or failure. A holder that dies leaves nothing but the lock.
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
import type { SessionKey } from './session-key.ts';
import { isSharedError, type SharedError } from './stored-error.ts';

/** The world, as far as taking turns needs it. */
export interface AttemptDeps extends Reporter {
  now(): Instant;
  /** Rejects when `signal` is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** `undefined` while another process holds it; throws a `DiskError` where there are no locks. */
  tryLock(key: SessionKey): Promise<Lock | undefined>;
  /** Who has the lock, as far as it is known. */
  lockHolder(key: SessionKey): LockHolder | undefined;
  /** Where failures are kept, a file for all attempts at one session. */
  readonly outcomes: PrivateStore;
  /** What failures depend on. */
  readonly circumstances: Circumstances;
  /** When this process was started. */
  readonly startedAt: Instant;
  /** Whether failures of others do not count, because this caller brings a code of its own. */
  readonly ignoresSharedFailure: boolean;
  /** Whether a person can be asked on a terminal. */
  hasTerminal(): Promise<boolean>;
  /** After this nobody waits for the answer any more. */
  readonly deadline: Instant;
  /** Aborted when a signal asks the program to end; its reason is the signal's name. */
  readonly interrupted: AbortSignal;
}

/** One session that is wanted. */
export interface SessionRequest {
  readonly key: SessionKey;
  /** Names its outcome: `attemptKey`. */
  readonly attemptKey: string;
  /** For messages. */
  readonly profile: string;
  /** The profile that the run is asked for. */
  readonly asked: string;
  /** The session, if somebody has obtained it in the meantime. */
  readCached(): CachedSession | undefined;
  /** What to have in the place of waiting for another process: a session that is still valid. */
  readonly fallback: CachedSession | undefined;
  /** Whether a person may be asked in the attempt. */
  readonly needsPerson: boolean;
  /** Whether the session may be one that is not kept; whoever has waited in vain then keeps nobody else waiting. */
  readonly mayBeUncacheable: boolean;
  attempt(): Promise<CachedSession>;
}

/** A waiter looks again after 25 to 150 ms, at random, so that twenty of them do not do it in step. */
const pause = () => 25 + Math.random() * 125;

/**
 * The session, by whoever's attempt.
 *
 * @throws what the attempt throws, here or in the process that made it; SessionError `lock-timeout`
 */
export async function shareAttempt(
  flight: SessionRequest,
  deps: AttemptDeps,
): Promise<CachedSession> {
  const wait = lockWait(flight, deps);
  return takeTurns(flight, wait, deps).finally(wait.ends);
}

async function takeTurns(
  flight: SessionRequest,
  { begins, ends }: LockWait,
  deps: AttemptDeps,
): Promise<CachedSession> {
  const seen = new Set(readOutcomes(flight, deps).map(({ generation }) => generation));
  let waited = false;
  // Counted down as well, because the clock may be set back in the meantime.
  let patience = deps.deadline - deps.now();
  for (;;) {
    const lock = await lockOrNone(flight, deps);
    try {
      const session = flight.readCached();
      if (session !== undefined) return session;
      await throwShared(flight, seen, deps);
      if (waited && flight.mayBeUncacheable) lock?.release();
      if (lock !== undefined) {
        ends();
        return await attempt(flight, deps);
      }
    } finally {
      lock?.release();
    }
    if (flight.fallback !== undefined) return flight.fallback;
    waited = true;
    begins();
    if (patience < 0 || deps.now() > deps.deadline) throw lockTimeout(flight, deps);
    const wait = pause();
    patience -= wait;
    await deps.sleep(wait, deps.interrupted);
  }
}

function lockTimeout({ profile, key }: SessionRequest, deps: AttemptDeps): SessionError {
  return new SessionError({ kind: 'lock-timeout', profile, holder: deps.lockHolder(key) });
}

/** Where there are no locks (read-only home, no native support) everybody goes ahead: slower, never wrong. */
async function lockOrNone({ key }: SessionRequest, deps: AttemptDeps): Promise<Lock | undefined> {
  try {
    return await deps.tryLock(key);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    deps.debug(`going on without a lock (${error.message})`);
    return { release: () => {} };
  }
}

const fileName = ({ attemptKey }: SessionRequest) => `${attemptKey}.json`;

function readOutcomes(flight: SessionRequest, { outcomes }: AttemptDeps): readonly FailureRecord[] {
  return parseFailureRecords(outcomes.read(fileName(flight)));
}

/** Throws the failure of another process that is this one's too, if there is one. */
async function throwShared(
  flight: SessionRequest,
  seen: ReadonlySet<string>,
  deps: AttemptDeps,
): Promise<void> {
  const outcomes = deps.ignoresSharedFailure ? [] : readOutcomes(flight, deps);
  if (outcomes.length === 0) return;
  const { startedAt } = deps;
  const hasSpare = flight.fallback !== undefined;
  const caller = { startedAt, seen, hasTerminal: await deps.hasTerminal(), hasSpare };
  for (const outcome of outcomes.toReversed()) {
    const now = deps.now();
    const until = sharedUntil(outcome, caller, now);
    if (until === undefined || !(await isUnderSame(outcome, deps.circumstances))) continue;
    deps.debug(`${flight.profile}: swrole ${outcome.pid} has just tried, and failed`);
    const isOwn = outcome.at >= startedAt && outcome.profile === flight.asked;
    throw isOwn ? outcome.error : new RepeatedFailure(outcome, flight.asked, until, now);
  }
}

async function attempt(flight: SessionRequest, deps: AttemptDeps): Promise<CachedSession> {
  try {
    const session = await flight.attempt();
    unlessDiskFails(deps, () => deps.outcomes.remove(fileName(flight)));
    return session;
  } catch (error) {
    const shared = errorToShare(error, flight, deps);
    if (isSharedError(shared)) await share(shared, flight, deps);
    throw error;
  }
}

async function share(error: SharedError, flight: SessionRequest, deps: AttemptDeps): Promise<void> {
  const outcome = await newFailureRecord(flight.asked, error, deps.now(), deps.circumstances);
  unlessDiskFails(deps, () =>
    deps.outcomes.write(
      fileName(flight),
      formatFailureRecords(readOutcomes(flight, deps), outcome),
    ),
  );
}

/**
 * Ctrl-C at the question is an answer, for all who wait for it. Other signals only end this process, and
 * whoever waits may try.
 */
function errorToShare(
  error: unknown,
  { profile, needsPerson }: SessionRequest,
  deps: AttemptDeps,
): unknown {
  if (!deps.interrupted.aborted) return error;
  const isAnswer = deps.interrupted.reason === 'SIGINT' && needsPerson;
  return isAnswer ? new MfaError({ kind: 'cancelled', profile }) : undefined;
}

function unlessDiskFails({ debug }: AttemptDeps, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    debug(`the outcome is not kept (${error.message})`);
  }
}

// Tells of the wait for another process that obtains the same session: who it is, and how long it took.

/** A wait that may come, and then ends; each may be told again, which says nothing. */
interface LockWait {
  begins(): void;
  ends(): void;
}

/** The wait for the lock of a flight. */
function lockWait({ key, profile }: SessionRequest, deps: AttemptDeps): LockWait {
  let end: (() => void) | undefined;
  const begin = () => {
    const since = deps.now();
    const done = deps.showProgress(() => describeLockHolder(deps.lockHolder(key)?.pid));
    deps.debug(`${profile}: session ${shortKey(key)}: waiting for ${describeHolder(key, deps)}`);
    return () => {
      done();
      deps.debug(`${profile}: session ${shortKey(key)}: waited ${deps.now() - since} ms`);
    };
  };
  return {
    begins: () => {
      end ??= begin();
    },
    ends: () => {
      end?.();
      end = () => {};
    },
  };
}

/** As much of a key as tells two sessions apart in `--debug`. */
export function shortKey(key: SessionKey): string {
  return key.slice(0, 8);
}

function describeHolder(key: SessionKey, { lockHolder }: AttemptDeps): string {
  const holder = lockHolder(key);
  if (holder === undefined) return 'another swrole';
  return `swrole ${holder.pid}, which has the lock since ${new Date(holder.since).toISOString()}`;
}
