/**
 * One swrole at a time per device, from before a code is taken until STS has answered: two roles behind
 * one device need two codes, and a person is asked one question at a time.
 */
import { describeLockHolder, type Lock, lockHolder, tryLock } from '../storage/lock.ts';
import { DiskError } from '../storage/private-store.ts';
import { type MfaDeps, pause, timeLeft } from './deps.ts';
import { MfaError } from './errors.ts';
import type { MfaQuestion } from './question.ts';
import { deviceId } from './used-codes.ts';

/** Milliseconds between two looks: soon at first, then rarely, and never in step with the others. */
const SHORTEST = 25;
const LONGEST = 150;

const UNLOCKED: Lock = { release: () => {} };

/** The lock, `undefined` while it is taken. Where there can be no lock, a code that may clash beats none. */
async function lockOrGoOn(deps: MfaDeps, name: string): Promise<Lock | undefined> {
  try {
    return await tryLock(deps.cache, name, deps.runtime);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    deps.debug(`going on without the lock of the device (${error.message})`);
    return UNLOCKED;
  }
}

async function waitForLock(question: MfaQuestion, deps: MfaDeps): Promise<Lock> {
  const name = `mfa-${deviceId(question.mfa.serial)}`;
  const lock = await lockOrGoOn(deps, name);
  return lock ?? waitForOther(name, question, deps);
}

async function waitForOther(
  name: string,
  { profile, mfa }: MfaQuestion,
  deps: MfaDeps,
): Promise<Lock> {
  const since = deps.now();
  const holder = () => lockHolder(deps.cache, name, deps.runtime)?.pid;
  const done = deps.showProgress(() => describeLockHolder(holder()));
  deps.debug(
    `${profile}: waiting for device ${mfa.serial}, which ${describeHolder(holder())} uses`,
  );
  try {
    return await polledLock(name, profile, deps);
  } finally {
    done();
    deps.debug(`${profile}: waited ${deps.now() - since} ms for the device`);
  }
}

function describeHolder(pid: number | undefined): string {
  return pid === undefined ? 'another swrole' : `swrole ${pid}`;
}

async function polledLock(name: string, profile: string, deps: MfaDeps): Promise<Lock> {
  const since = deps.now();
  // Counted down as well, because the clock may be set back in the meantime.
  let patience = timeLeft(deps);
  for (let wait = SHORTEST; ; wait = Math.min(wait * 1.5, LONGEST)) {
    if (patience <= 0 || timeLeft(deps) === 0) {
      const seconds = Math.round((deps.now() - since) / 1000);
      throw new MfaError({ kind: 'timed-out', profile, waitingFor: 'device', seconds });
    }
    const next = Math.min(timeLeft(deps), wait * (0.75 + Math.random() / 2));
    patience -= next;
    await pause(deps, profile, next);
    const lock = await lockOrGoOn(deps, name);
    if (lock) return lock;
  }
}

/**
 * Does the work while no other swrole uses the device of the question.
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
