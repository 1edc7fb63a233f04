/** Waits for a lock that another swrole holds: the one way to wait, for sessions, MFA devices and the config file. */

import type { Instant } from '../credentials.ts';
import { sharesTerminal } from '../process/foreground.ts';
import type { Reporter } from '../system.ts';
import { type Lock, type LockHolder, lockHolder, tryLock } from './lock.ts';
import { type Cache, DiskError } from './private-store.ts';

/** A lock by its name, as code that waits for it needs it. */
export interface NamedLock {
  /** `undefined` while another process holds it; throws a `DiskError` where there are no locks. */
  tryLock(): Promise<Lock | undefined>;
  /** The process that holds it, if it is known. */
  holder(): LockHolder | undefined;
  /** For `--debug`. */
  readonly label: string;
}

/** A lock in `locks/` of swrole's directory, or else of `runtime`. */
export function namedLock(
  { cache, runtime }: { readonly cache: Cache; readonly runtime?: Cache },
  name: string,
  label: string,
): NamedLock {
  return {
    tryLock: () => tryLock(cache, name, runtime),
    holder: () => lockHolder(cache, name, runtime),
    label,
  };
}

/** What waiting for a lock needs. */
export interface WaitDeps extends Pick<Reporter, 'debug' | 'showProgress'> {
  now(): Instant;
  /** Rejects when `signal` is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  readonly deadline: Instant;
  readonly interrupted?: AbortSignal;
}

/** Milliseconds between two turns: short at first, then longer. */
const SHORTEST_PAUSE = 25;
const LONGEST_PAUSE = 150;

/** At random, so that twenty waiters do not all try at the same moment. */
const jittered = (pause: number) => pause * (0.75 + Math.random() / 2);

/**
 * Takes turns until one of them is done: each tries to take the lock, and then runs `turn`, which gets `undefined` while
 * another process holds it. Where there can be no lock, each process goes on without one: slower, or with a code that may
 * clash, but never without an answer.
 *
 * @param turn what it returns ends the wait; `undefined` means to wait on
 * @returns `undefined` if the deadline is over
 */
export async function takeTurns<Done extends object>(
  named: NamedLock,
  deps: WaitDeps,
  turn: (lock: Lock | undefined) => Promise<Done | undefined>,
): Promise<Done | undefined> {
  let endWait: (() => void) | undefined;
  // Counted down as well as compared, because the clock may be set back in the meantime.
  let timeLeft = deps.deadline - deps.now();
  try {
    for (let pause = SHORTEST_PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
      const lock = await lockOrNone(named, deps);
      try {
        if (lock !== undefined) endWait?.();
        const done = await turn(lock);
        if (done !== undefined) return done;
      } finally {
        lock?.release();
      }
      endWait ??= beginWait(named, deps);
      if (timeLeft < 0 || deps.now() > deps.deadline) return undefined;
      const next = jittered(pause);
      timeLeft -= next;
      await deps.sleep(next, deps.interrupted);
    }
  } finally {
    endWait?.();
  }
}

/** The lock, `undefined` while it is taken, or a lock that holds nothing where there are no locks. */
async function lockOrNone(
  { tryLock, label }: NamedLock,
  { debug }: WaitDeps,
): Promise<Lock | undefined> {
  try {
    return await tryLock();
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    debug(`${label}: going on without a lock (${error.message})`);
    return { release: () => {} };
  }
}

/** Shows and logs which process holds the lock. @returns ends that, and logs how long it took; a second call does nothing */
function beginWait({ holder, label }: NamedLock, deps: WaitDeps): () => void {
  const since = deps.now();
  const hideProgress = deps.showProgress(() => describeHolder(holder()?.pid));
  const first = holder();
  const other =
    first === undefined
      ? 'another swrole'
      : `swrole ${first.pid}, which has the lock since ${new Date(first.since).toISOString()}`;
  deps.debug(`${label}: waiting for ${other}`);
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    hideProgress();
    deps.debug(`${label}: waited ${deps.now() - since} ms`);
  };
}

/** `undefined` if that swrole uses the same terminal: it may ask a question there, and a message would appear in its middle. */
function describeHolder(pid: number | undefined): string | undefined {
  if (pid === undefined || sharesTerminal(pid)) return undefined;
  return `waiting for another swrole (pid ${pid})…`;
}
