/**
 * Lets one swrole at a time use an MFA device, from before it gets a code until STS has answered: two roles behind one device
 * need two codes, and the user should see one question at a time.
 */

import { DEVICE_LOCK } from '../fast-path/paths.ts';
import { describeLockHolder, type Lock, lockHolder, tryLock } from '../storage/lock.ts';
import { DiskError } from '../storage/private-store.ts';
import { type MfaDeps, pause, timeLeft } from './deps.ts';
import { MfaError } from './errors.ts';
import type { MfaQuestion } from './question.ts';
import { deviceId } from './used-codes.ts';

/**
 * Runs `work` while no other swrole uses the device of the question.
 *
 * @throws MfaError `timed-out` when the device is not free by the deadline; `cancelled`
 */
export async function withDeviceLock<T>(
  question: MfaQuestion,
  deps: MfaDeps,
  work: () => Promise<T>,
): Promise<T> {
  const lock = await waitForLock(question, deps);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** Milliseconds between two attempts: short at first, then longer, with jitter so that several processes do not collide. */
const SHORTEST_PAUSE = 25;
const LONGEST_PAUSE = 150;

const UNLOCKED: Lock = { release: () => {} };

async function waitForLock(question: MfaQuestion, deps: MfaDeps): Promise<Lock> {
  const name = `${DEVICE_LOCK}${deviceId(question.mfa.serial)}`;
  const lock = await tryDeviceLock(deps, name);
  return lock ?? waitForHolder(name, question, deps);
}

/**
 * The lock, `undefined` while it is taken. If there can be no lock, swrole goes on without one: a code that may clash is
 * better than no code.
 */
async function tryDeviceLock(deps: MfaDeps, name: string): Promise<Lock | undefined> {
  try {
    return await tryLock(deps.cache, name, deps.runtime);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    deps.debug(`going on without the lock of the device (${error.message})`);
    return UNLOCKED;
  }
}

async function waitForHolder(
  name: string,
  { profile, mfa }: MfaQuestion,
  deps: MfaDeps,
): Promise<Lock> {
  const since = deps.now();
  const holder = () => lockHolder(deps.cache, name, deps.runtime)?.pid;
  const hideProgress = deps.showProgress(() => describeLockHolder(holder()));
  deps.debug(
    `${profile}: waiting for device ${mfa.serial}, which ${describeHolder(holder())} uses`,
  );
  try {
    return await pollLock(name, profile, deps);
  } finally {
    hideProgress();
    deps.debug(`${profile}: waited ${deps.now() - since} ms for the device`);
  }
}

function describeHolder(pid: number | undefined): string {
  return pid === undefined ? 'another swrole' : `swrole ${pid}`;
}

async function pollLock(name: string, profile: string, deps: MfaDeps): Promise<Lock> {
  const since = deps.now();
  // Counted down as well, because the clock may be set back while we wait.
  let remaining = timeLeft(deps);
  for (let wait = SHORTEST_PAUSE; ; wait = Math.min(wait * 1.5, LONGEST_PAUSE)) {
    if (remaining <= 0 || timeLeft(deps) === 0) {
      const seconds = Math.round((deps.now() - since) / 1000);
      throw new MfaError({ kind: 'timed-out', profile, waitingFor: 'device', seconds });
    }
    const next = Math.min(timeLeft(deps), wait * (0.75 + Math.random() / 2));
    remaining -= next;
    await pause(deps, profile, next);
    const lock = await tryDeviceLock(deps, name);
    if (lock) return lock;
  }
}
