/**
 * Takes away every session, answer and failure. Which codes are spent stays known: a code works once, and would be sent
 * a second time.
 */
import { LOCKS } from '../../storage/lock.ts';
import { isTemporary } from '../../storage/own-files.ts';
import { type Cache, privateStore } from '../../storage/private-store.ts';
import { ANSWERS } from '../../fast-path/cached-answer.ts';
import { forgetSession } from '../../session/forget-session.ts';
import { isSessionKey, OUTCOMES, SESSIONS } from '../../session/inventory.ts';
import type { World } from '../context.ts';
import { forgetDoors, IN_PROGRESS } from './forget-doors.ts';

/**
 * Forgets everything, also what writers that were killed have left behind.
 *
 * @returns what was done, in lines
 * @throws DiskError
 */
export async function forgetAll(world: World): Promise<readonly string[]> {
  const { cache } = world;
  const locked = await forgetLocked(world);
  const count = (folder: string) => removeAll(cache, folder);
  const sessions = locked.count + count(SESSIONS);
  const answers = count(ANSWERS);
  count(OUTCOMES);
  const counted = [counts(sessions, 'session'), counts(answers, 'answer')].filter(Boolean);
  const said = counted.length === 0 ? 'nothing was cached' : `forgot ${counted.join(' and ')}`;
  return locked.inProgress ? [said, IN_PROGRESS] : [said];
}

/** Those that somebody may be obtaining, one after the other under its lock. */
async function forgetLocked(world: World) {
  const { cache } = world;
  const doors = forgetDoors(world);
  const keys = privateStore(cache, LOCKS).list().filter(isSessionKey);
  const stored = new Set(privateStore(cache, SESSIONS).list());
  let inProgress = false;
  for (const key of keys)
    if (await forgetSession({ key, attemptKey: undefined }, doors)) inProgress = true;
  return { inProgress, count: keys.filter((key) => stored.has(`${key}.json`)).length };
}

/** @returns how many there were, unfinished ones aside */
function removeAll(cache: Cache, folder: string): number {
  const store = privateStore(cache, folder);
  const names = store.list();
  for (const name of names) store.remove(name);
  return names.filter((name) => !isTemporary(name)).length;
}

function counts(number: number, noun: string): string {
  return number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`;
}
