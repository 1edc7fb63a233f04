/**
 * Takes away every session, answer and failure. Which codes are spent stays known: a code works once, and would be sent
 * a second time.
 */
import { privateStore } from '../../disk/private-store.ts';
import { ANSWERS } from '../../hot/answer.ts';
import { forgetSession } from '../../session/forget-session.ts';
import { isSessionKey, LOCKS, OUTCOMES, SESSIONS } from '../../session/stored-session.ts';
import type { World } from '../world.ts';
import { forgetDoors, IN_PROGRESS } from './forget-doors.ts';

/**
 * Forgets everything, also what writers that were killed have left behind.
 *
 * @returns what was done, in lines
 * @throws DiskError
 */
export async function forgetAll({ cache }: World): Promise<readonly string[]> {
  const locked = await forgetLocked(cache);
  const count = (folder: string) => removeAll(cache, folder);
  const sessions = locked.count + count(SESSIONS);
  const answers = count(ANSWERS);
  count(OUTCOMES);
  const counted = [counts(sessions, 'session'), counts(answers, 'answer')].filter(Boolean);
  const said = counted.length === 0 ? 'nothing was cached' : `forgot ${counted.join(' and ')}`;
  return locked.inProgress ? [said, IN_PROGRESS] : [said];
}

/** Those that somebody may be obtaining, one after the other under its lock. */
async function forgetLocked(cache: string) {
  const doors = forgetDoors(cache);
  const keys = privateStore(cache, LOCKS).list().filter(isSessionKey);
  const stored = new Set(privateStore(cache, SESSIONS).list());
  let inProgress = false;
  for (const key of keys)
    if (await forgetSession({ key, attemptKey: undefined }, doors)) inProgress = true;
  return { inProgress, count: keys.filter((key) => stored.has(`${key}.json`)).length };
}

/** @returns how many there were, unfinished ones aside */
function removeAll(cache: string, folder: string): number {
  const store = privateStore(cache, folder);
  const names = store.list();
  for (const name of names) store.remove(name);
  return names.filter((name) => !name.endsWith('.tmp')).length;
}

function counts(number: number, noun: string): string {
  return number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`;
}
