/**
 * One swrole at a time per device, from before a code is taken until STS has answered: two roles behind
 * one device need two codes, and a person is asked one question at a time.
 */
import { type Lock, lockHolder, otherSwrole, tryLock } from '../storage/lock.ts';
import { DiskError } from '../storage/private-store.ts';
import { type Doors, pause, timeLeft } from './deps.ts';
import { MfaError } from './errors.ts';
import type { MfaQuestion } from './question.ts';
import { deviceId } from './used-codes.ts';

/** Milliseconds between two looks: soon at first, then rarely, and never in step with the others. */
const SHORTEST = 25;
const LONGEST = 150;

const UNLOCKED: Lock = { release: () => {} };

/** The lock, `undefined` while it is taken. Where there can be no lock, a code that may clash beats none. */
async function lockOrGoOn(doors: Doors, name: string): Promise<Lock | undefined> {
  try {
    return await tryLock(doors.cache, name, doors.runtime);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    doors.debug(`going on without the lock of the device (${error.message})`);
    return UNLOCKED;
  }
}

async function waitForLock(question: MfaQuestion, doors: Doors): Promise<Lock> {
  const name = `mfa-${deviceId(question.mfa.serial)}`;
  const lock = await lockOrGoOn(doors, name);
  return lock ?? waitForOther(name, question, doors);
}

async function waitForOther(
  name: string,
  { profile, mfa }: MfaQuestion,
  doors: Doors,
): Promise<Lock> {
  const since = doors.now();
  const holder = () => lockHolder(doors.cache, name, doors.runtime)?.pid;
  const done = doors.waiting(() => otherSwrole(holder()));
  doors.debug(`${profile}: waiting for device ${mfa.serial}, which ${holderWords(holder())} uses`);
  try {
    return await polledLock(name, profile, doors);
  } finally {
    done();
    doors.debug(`${profile}: waited ${doors.now() - since} ms for the device`);
  }
}

function holderWords(pid: number | undefined): string {
  return pid === undefined ? 'another swrole' : `swrole ${pid}`;
}

async function polledLock(name: string, profile: string, doors: Doors): Promise<Lock> {
  const since = doors.now();
  // Counted down as well, because the clock may be set back in the meantime.
  let patience = timeLeft(doors);
  for (let wait = SHORTEST; ; wait = Math.min(wait * 1.5, LONGEST)) {
    if (patience <= 0 || timeLeft(doors) === 0) {
      const seconds = Math.round((doors.now() - since) / 1000);
      throw new MfaError({ kind: 'timed-out', profile, waitingFor: 'device', seconds });
    }
    const next = Math.min(timeLeft(doors), wait * (0.75 + Math.random() / 2));
    patience -= next;
    await pause(doors, profile, next);
    const lock = await lockOrGoOn(doors, name);
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
  doors: Doors,
  work: () => Promise<T>,
): Promise<T> {
  const lock = await waitForLock(question, doors);
  try {
    return await work();
  } finally {
    lock.release();
  }
}
