/** Takes away what is cached of one profile, and says what that was. */

import type { World } from '../cli/context.ts';
import { loadConfigFiles } from '../config/files.ts';
import { chainOf } from '../config/planning.ts';
import type { Instant } from '../credentials.ts';
import { ANSWERS, answerName } from '../fast-path/cached-answer.ts';
import { listWords } from '../messages/phrases.ts';
import {
  type ForgetDoors,
  forgetSession,
  isSessionKey,
  keyFile,
  OUTCOMES,
  SESSIONS,
  type StoredSession,
  storedSessions,
} from '../session/inventory.ts';
import { forgetFailure } from '../session/last-failure.ts';
import { attemptKey, type SessionKey, sessionKey } from '../session/session-key.ts';
import { type SessionPath, sessionPath } from '../session/steps.ts';
import { LOCKS, tryLock } from '../storage/lock.ts';
import { isTemporary } from '../storage/own-files.ts';
import { type Cache, privateStore } from '../storage/private-store.ts';
import { timeLeft } from '../ui/format.ts';
import { type Forgetting, forgetting } from './delete-copies.ts';
import { type Hop, isPlanned, type Plan, Plans } from './plans.ts';
import { sessionFacts, Users } from './sessions.ts';
import { sessionName } from './tables.ts';

/** What the lines are made of. */
interface Known {
  readonly users: Users;
  readonly sessions: ReadonlyMap<SessionKey, StoredSession>;
  readonly now: Instant;
}

/** More names than these say less. */
const MOST = 3;

/**
 * Forgets the sessions and the answer of a profile.
 *
 * @returns what was done, in lines
 * @throws ConfigError, DiskError
 */
export async function forgetProfile(profile: string, world: World): Promise<readonly string[]> {
  const { system, cache } = world;
  const planner = new Plans(loadConfigFiles(system), system);
  const plan = planner.of(profile);
  const plans = planner.all().filter(isPlanned);
  const stored = storedSessions(privateStore(cache, SESSIONS));
  const users = new Users(plans);
  const sessions = new Map(stored.map((session) => [session.key, session]));
  const known = { users, sessions, now: system.now() };
  const what = forgetting(plan, plans, users, stored);
  const path = sessionPath(chainOf(plan.chain), system.machine);
  const inProgress = await removeSessions(what, path, world);
  const lines = [
    ...forgottenLines(what, known),
    ...copyLines(what, known),
    ...removeAnswers(what, cache),
    ...what.kept.flatMap((hop) => keptLine(hop, plan, known)),
    ...askedLine(what, known),
  ];
  const said = lines.length === 0 ? ['nothing was cached'] : lines;
  return [...said, ...(inProgress ? [IN_PROGRESS] : [])].map((line) => `${profile}: ${line}`);
}

/** @returns whether another process is obtaining one of them */
async function removeSessions(
  { hops, strays, copies, kept, profiles }: Forgetting,
  path: SessionPath,
  world: World,
): Promise<boolean> {
  const doors = forgetDoors(world);
  for (const profile of profiles) forgetFailure(doors.outcomes, profile);
  const attempts = new Map(
    path.steps.map((_, index) => [sessionKey(path, index + 1), attemptKey(path, index + 1)]),
  );
  // A session may stay for others, but no failure of it stands in the way of the next run.
  for (const { key } of kept) doors.outcomes.remove(keyFile(attempts.get(key) ?? ''));
  const keys = [...hops, ...copies.map(({ hop }) => hop), ...strays].map(({ key }) => key);
  let inProgress = false;
  for (const key of keys)
    if (await forgetSession({ key, attemptKey: attempts.get(key) }, doors)) inProgress = true;
  return inProgress;
}

function forgottenLines({ hops, strays }: Forgetting, known: Known): readonly string[] {
  const stored = hops.flatMap(({ key }) => known.sessions.get(key) ?? []);
  return [...stored, ...strays].map((session) => `forgot ${forgottenWords(session, known)}`);
}

function forgottenWords(session: StoredSession, known: Known): string {
  const isOfProgram = session.origin !== undefined && known.users.hop(session.key) === undefined;
  return isOfProgram
    ? `what its program gave in another environment (${leftWords(session, known.now)})`
    : described(session, known);
}

function copyLines({ copies }: Forgetting, { sessions, now }: Known): readonly string[] {
  return copies.flatMap(({ hop, profile }) => {
    const session = sessions.get(hop.key);
    return session
      ? [`forgot the copy that ${profile} had of it (${leftWords(session, now)})`]
      : [];
  });
}

/** After the sessions: until they are gone, an answer may be made of them. */
function removeAnswers({ profiles }: Forgetting, cache: Cache): readonly string[] {
  const store = privateStore(cache, ANSWERS);
  const stored = new Set(store.list());
  const there = profiles.filter((profile) => stored.has(answerName(profile)));
  for (const profile of there) store.remove(answerName(profile));
  return there.map((profile) => `forgot the answer that was ready for ${profile}`);
}

function keptLine({ key }: Hop, { profile }: Plan, known: Known): readonly string[] {
  const session = known.sessions.get(key);
  if (session === undefined) return [];
  const names = known.users.all(key).filter((name) => name !== profile);
  return [`kept ${described(session, known)}, which ${listWords(names, MOST)} may use`];
}

/** A person who forgets a profile for SDKs may have meant the role behind it. */
function askedLine({ asked }: Forgetting, known: Known): readonly string[] {
  const session = asked?.last && known.sessions.get(asked.last.key);
  if (asked === undefined || session === undefined) return [];
  const { profile } = asked;
  const command = `swrole logout ${profile}`;
  return [
    `kept ${described(session, known)} of ${profile}, which it asks swrole for; ${command} forgets that too`,
  ];
}

function described(session: StoredSession, { users, now }: Known): string {
  return `${sessionName(sessionFacts(session, users, now))} (${leftWords(session, now)})`;
}

function leftWords({ expiration }: StoredSession, now: Instant): string {
  const left = timeLeft(expiration, now);
  return left === 'expired' ? left : `${left} left`;
}

// Takes away every session, answer and failure. Which codes are spent stays known: a code works once, and would be sent
// a second time.

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

/** What forgetting needs of swrole's directory. */
function forgetDoors({ cache, runtime }: World): ForgetDoors {
  const locks = new Set([cache, runtime].flatMap((each) => privateStore(each, LOCKS).list()));
  return {
    sessions: privateStore(cache, SESSIONS),
    outcomes: privateStore(cache, OUTCOMES),
    wasLocked: (key) => locks.has(key),
    tryLock: (key) => tryLock(cache, key, runtime),
  };
}

/** Said when another process will keep what it gets after this one has ended. */
const IN_PROGRESS = 'another swrole is obtaining credentials at this moment, and will keep them';
