/** Tells of the wait for another process that obtains the same session: who it is, and how long it took. */
import { otherSwrole } from '../run/other-swrole.ts';
import type { SessionKey } from './session-key.ts';
import type { Flight, FlightDoors } from './shared-attempt.ts';

/** A wait that may come, and then ends; each may be told again, which says nothing. */
export interface LockWait {
  begins(): void;
  ends(): void;
}

/** The wait for the lock of a flight. */
export function lockWait({ key, profile }: Flight, doors: FlightDoors): LockWait {
  let end: (() => void) | undefined;
  const begin = () => {
    const since = doors.now();
    const done = doors.waiting(() => otherSwrole(doors.lockHolder(key)?.pid));
    doors.debug(`${profile}: session ${shortKey(key)}: waiting for ${holderWords(key, doors)}`);
    return () => {
      done();
      doors.debug(`${profile}: session ${shortKey(key)}: waited ${doors.now() - since} ms`);
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

function holderWords(key: SessionKey, { lockHolder }: FlightDoors): string {
  const holder = lockHolder(key);
  if (holder === undefined) return 'another swrole';
  return `swrole ${holder.pid}, which has the lock since ${new Date(holder.since).toISOString()}`;
}
