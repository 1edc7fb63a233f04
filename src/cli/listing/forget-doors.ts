import { LOCKS, tryLock } from '../../storage/lock.ts';
import { privateStore } from '../../storage/private-store.ts';
import type { ForgetDoors } from '../../session/forget-session.ts';
import { OUTCOMES, SESSIONS } from '../../session/inventory.ts';
import type { World } from '../context.ts';

/** What forgetting needs of swrole's directory. */
export function forgetDoors({ cache, runtime }: World): ForgetDoors {
  const locks = new Set([cache, runtime].flatMap((each) => privateStore(each, LOCKS).list()));
  return {
    sessions: privateStore(cache, SESSIONS),
    outcomes: privateStore(cache, OUTCOMES),
    wasLocked: (key) => locks.has(key),
    tryLock: (key) => tryLock(cache, key, runtime),
  };
}

/** Said when another process will keep what it gets after this one has ended. */
export const IN_PROGRESS =
  'another swrole is obtaining credentials at this moment, and will keep them';
