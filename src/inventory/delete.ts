/** Takes away what is cached of one profile, and says what that was. */

import type { Context } from '../cli/context.ts';
import { loadConfigFiles } from '../config/files.ts';
import { chainOf } from '../config/planning.ts';
import type { Instant } from '../credentials.ts';
import { ANSWERS, answerName } from '../fast-path/cached-answer.ts';
import { joinWords } from '../messages/phrases.ts';
import {
  type DeleteDeps,
  deleteSession,
  isSessionKey,
  keyFile,
  OUTCOMES,
  SESSIONS,
  type StoredSession,
  storedSessions,
} from '../session/inventory.ts';
import { deleteFailure } from '../session/last-failure.ts';
import { attemptKey, type SessionKey, sessionKey } from '../session/session-key.ts';
import { type SessionPath, sessionPath } from '../session/steps.ts';
import { LOCKS, tryLock } from '../storage/lock.ts';
import { isTemporary } from '../storage/own-files.ts';
import { type Cache, privateStore } from '../storage/private-store.ts';
import { timeLeft } from '../ui/format.ts';
import { type DeletionPlan, planDeletion } from './delete-copies.ts';
import { isPlanned, type PathStep, type Plan, Plans } from './plans.ts';
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
export async function deleteProfile(profile: string, context: Context): Promise<readonly string[]> {
  const { system, cache } = context;
  const planner = new Plans(loadConfigFiles(system), system);
  const plan = planner.of(profile);
  const plans = planner.all().filter(isPlanned);
  const stored = storedSessions(privateStore(cache, SESSIONS));
  const users = new Users(plans);
  const sessions = new Map(stored.map((session) => [session.key, session]));
  const known = { users, sessions, now: system.now() };
  const what = planDeletion(plan, plans, users, stored);
  const path = sessionPath(chainOf(plan.chain), system.machine);
  const inProgress = await removeSessions(what, path, context);
  const lines = [
    ...deletedLines(what, known),
    ...copyLines(what, known),
    ...removeAnswers(what, cache),
    ...what.kept.flatMap((pathStep) => keptLine(pathStep, plan, known)),
    ...askedLine(what, known),
  ];
  const said = lines.length === 0 ? ['nothing was cached'] : lines;
  return [...said, ...(inProgress ? [IN_PROGRESS] : [])].map((line) => `${profile}: ${line}`);
}

/** @returns whether another process is obtaining one of them */
async function removeSessions(
  { steps, strays, copies, kept, profiles }: DeletionPlan,
  path: SessionPath,
  context: Context,
): Promise<boolean> {
  const deps = createDeleteDeps(context);
  for (const profile of profiles) deleteFailure(deps.outcomes, profile);
  const attempts = new Map(
    path.steps.map((_, index) => [sessionKey(path, index + 1), attemptKey(path, index + 1)]),
  );
  // A session may stay for others, but no failure of it stands in the way of the next run.
  for (const { key } of kept) deps.outcomes.remove(keyFile(attempts.get(key) ?? ''));
  const keys = [...steps, ...copies.map(({ pathStep }) => pathStep), ...strays].map(
    ({ key }) => key,
  );
  let inProgress = false;
  for (const key of keys)
    if (await deleteSession({ key, attemptKey: attempts.get(key) }, deps)) inProgress = true;
  return inProgress;
}

function deletedLines({ steps, strays }: DeletionPlan, known: Known): readonly string[] {
  const stored = steps.flatMap(({ key }) => known.sessions.get(key) ?? []);
  return [...stored, ...strays].map((session) => `forgot ${describeDeleted(session, known)}`);
}

function describeDeleted(session: StoredSession, known: Known): string {
  const isOfProgram =
    session.origin !== undefined && known.users.pathStep(session.key) === undefined;
  return isOfProgram
    ? `what its program gave in another environment (${leftWords(session, known.now)})`
    : described(session, known);
}

function copyLines({ copies }: DeletionPlan, { sessions, now }: Known): readonly string[] {
  return copies.flatMap(({ pathStep, profile }) => {
    const session = sessions.get(pathStep.key);
    return session
      ? [`forgot the copy that ${profile} had of it (${leftWords(session, now)})`]
      : [];
  });
}

/** After the sessions: until they are gone, an answer may be made of them. */
function removeAnswers({ profiles }: DeletionPlan, cache: Cache): readonly string[] {
  const store = privateStore(cache, ANSWERS);
  const stored = new Set(store.list());
  const there = profiles.filter((profile) => stored.has(answerName(profile)));
  for (const profile of there) store.remove(answerName(profile));
  return there.map((profile) => `forgot the answer that was ready for ${profile}`);
}

function keptLine({ key }: PathStep, { profile }: Plan, known: Known): readonly string[] {
  const session = known.sessions.get(key);
  if (session === undefined) return [];
  const names = known.users.all(key).filter((name) => name !== profile);
  return [`kept ${described(session, known)}, which ${joinWords(names, MOST)} may use`];
}

/** A person who forgets a profile for SDKs may have meant the role behind it. */
function askedLine({ delegate }: DeletionPlan, known: Known): readonly string[] {
  const session = delegate?.last && known.sessions.get(delegate.last.key);
  if (delegate === undefined || session === undefined) return [];
  const { profile } = delegate;
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
export async function deleteAll(context: Context): Promise<readonly string[]> {
  const { cache } = context;
  const locked = await deleteLocked(context);
  const count = (folder: string) => removeAll(cache, folder);
  const sessions = locked.count + count(SESSIONS);
  const answers = count(ANSWERS);
  count(OUTCOMES);
  const counted = [counts(sessions, 'session'), counts(answers, 'answer')].filter(Boolean);
  const said = counted.length === 0 ? 'nothing was cached' : `forgot ${counted.join(' and ')}`;
  return locked.inProgress ? [said, IN_PROGRESS] : [said];
}

/** Those that somebody may be obtaining, one after the other under its lock. */
async function deleteLocked(context: Context) {
  const { cache } = context;
  const deps = createDeleteDeps(context);
  const keys = privateStore(cache, LOCKS).list().filter(isSessionKey);
  const stored = new Set(privateStore(cache, SESSIONS).list());
  let inProgress = false;
  for (const key of keys)
    if (await deleteSession({ key, attemptKey: undefined }, deps)) inProgress = true;
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
function createDeleteDeps({ cache, runtime }: Context): DeleteDeps {
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
