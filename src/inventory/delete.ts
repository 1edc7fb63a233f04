/** Deletes what is cached, for one profile or for all, and describes in lines what it deleted. */
import type { Context } from '../cli/context.ts';
import { loadConfigFiles } from '../config/files.ts';
import { withTypedRole } from '../config/find-profile.ts';
import { chainOf } from '../config/planning.ts';
import { answerName } from '../fast-path/cached-answer.ts';
import { ANSWERS, ENCRYPTED, HISTORY, LOCKS, OUTCOMES, SESSIONS } from '../fast-path/paths.ts';
import { removeAwsCliCopies } from '../session/aws-cli-file.ts';
import {
  allSessions,
  type DeleteDeps,
  deleteFailure,
  deleteSession,
  isSessionKey,
} from '../session/inventory.ts';
import { attemptKey, keyFile, sessionKey } from '../session/session-key.ts';
import { type SessionPath, sessionPath } from '../session/steps.ts';
import { tryLock } from '../storage/lock.ts';
import { isTemporary } from '../storage/own-files.ts';
import { type Cache, privateStore } from '../storage/private-store.ts';
import type { System } from '../system.ts';
import {
  copyLines,
  type DeletionPlan,
  delegateLine,
  deletedLines,
  keptLine,
  type LineContext,
  planDeletion,
  plansToCompare,
} from './deletion-plan.ts';
import { isPlanned, Plans, StoredSessions } from './plans.ts';
import { Users } from './sessions.ts';

/** The note that another process will cache new credentials after this process ends. */
const IN_PROGRESS = 'another swrole is obtaining credentials at this moment, and will keep them';

/**
 * Deletes the sessions and the cached answers of a profile.
 *
 * @param source the source of the role, if `profile` is the ARN of one
 * @returns what was deleted, in lines
 * @throws ConfigError, DiskError
 */
export async function deleteProfile(
  profile: string,
  source: string | undefined,
  context: Context,
): Promise<readonly string[]> {
  const { system, cache } = context;
  const files = withTypedRole(loadConfigFiles(system), profile, source);
  const planner = new Plans(files, system);
  const plan = planner.of(profile);
  const plans = planner.all().filter(isPlanned);
  const stored = allSessions(cache);
  const users = new Users(plansToCompare(plan, plans, new StoredSessions(stored)));
  const sessions = new Map(stored.map((session) => [session.key, session]));
  const lineContext = { users, sessions, now: system.now() };
  const deletion = planDeletion(plan, plans, users, stored);
  const path = sessionPath(chainOf(plan.chain), system.machine);
  const inProgress = await removeSessions(deletion, path, context);
  const lines = [
    ...deletedLines(deletion, lineContext),
    ...copyLines(deletion, lineContext),
    ...awsCliLines(deletion, lineContext, system),
    ...removeAnswers(deletion, cache),
    ...deletion.kept.flatMap((pathStep) => keptLine(pathStep, plan, lineContext)),
    ...delegateLine(deletion, lineContext),
  ];
  const message = lines.length === 0 ? ['nothing was cached'] : lines;
  return [...message, ...(inProgress ? [IN_PROGRESS] : [])].map((line) => `${profile}: ${line}`);
}

/** @returns whether another process is getting one of these sessions */
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
  // A session may stay for other profiles, but its failure record must not block the next run.
  for (const { key } of kept) deps.outcomes.remove(keyFile(attempts.get(key) ?? ''));
  const keys = [...steps, ...copies.map(({ pathStep }) => pathStep), ...strays].map(
    ({ key }) => key,
  );
  let inProgress = false;
  for (const key of keys)
    if (await deleteSession({ key, attemptKey: attempts.get(key) }, deps)) inProgress = true;
  return inProgress;
}

/** The AWS CLI's own session stays, and swrole would take it again: the user should know. */
function keptByAwsCli({ file }: { readonly file: string }): string {
  return `kept the AWS CLI's own session in ${file}, which swrole may take again`;
}

function awsCliLines(
  { steps, strays }: DeletionPlan,
  { sessions }: LineContext,
  system: System,
): readonly string[] {
  const deleted = [...steps.flatMap(({ key }) => sessions.get(key) ?? []), ...strays];
  const { removed, kept } = removeAwsCliCopies(deleted, system);
  return [
    ...removed.map(() => 'forgot the copy that the AWS CLI had of it'),
    ...kept.map(keptByAwsCli),
  ];
}

/** Runs after the sessions are deleted: before that, another process may write an answer from them. */
function removeAnswers({ profiles }: DeletionPlan, cache: Cache): readonly string[] {
  const store = privateStore(cache, ANSWERS);
  const stored = new Set(store.list());
  const deleted = profiles.filter((profile) => stored.has(answerName(profile)));
  for (const profile of deleted) store.remove(answerName(profile));
  return deleted.map((profile) => `forgot the answer that was ready for ${profile}`);
}

// `logout --all` deletes every session, answer and failure record, and the history. The record of used codes stays: a code works only once,
// so swrole must not send it again.

/**
 * Deletes everything, also temporary files of killed writers.
 *
 * @returns what was deleted, in lines
 * @throws DiskError
 */
export async function deleteAll(context: Context): Promise<readonly string[]> {
  const { cache, system } = context;
  const stored = allSessions(cache);
  const locked = await deleteLocked(context);
  const count = (folder: string) => removeAll(cache, folder);
  const sessions = locked.count + count(SESSIONS) + count(ENCRYPTED);
  const answers = count(ANSWERS);
  count(OUTCOMES);
  const history = count(HISTORY);
  const { removed, kept } = removeAwsCliCopies(stored, system);
  const counted = [countWithNoun(sessions, 'session'), countWithNoun(answers, 'answer')].filter(
    Boolean,
  );
  return [
    counted.length === 0 ? 'nothing was cached' : `forgot ${counted.join(' and ')}`,
    ...(history > 0 ? ['forgot which profiles were used'] : []),
    ...(removed.length > 0
      ? [`forgot ${countWithNoun(removed.length, 'session')} that swrole had left to the AWS CLI`]
      : []),
    ...kept.map(keptByAwsCli),
    ...(locked.inProgress ? [IN_PROGRESS] : []),
  ];
}

/** Deletes the sessions that another process may be getting, each under its lock. */
async function deleteLocked(context: Context) {
  const { cache } = context;
  const deps = createDeleteDeps(context);
  const keys = privateStore(cache, LOCKS).list().filter(isSessionKey);
  const folders = [SESSIONS, ENCRYPTED].map((folder) => privateStore(cache, folder));
  const stored = new Set(folders.flatMap((folder) => folder.list()));
  let inProgress = false;
  for (const key of keys)
    if (await deleteSession({ key, attemptKey: undefined }, deps)) inProgress = true;
  return { inProgress, count: keys.filter((key) => stored.has(keyFile(key))).length };
}

/** @returns the number of deleted files, without temporary ones */
function removeAll(cache: Cache, folder: string): number {
  const store = privateStore(cache, folder);
  const names = store.list();
  for (const name of names) store.remove(name);
  return names.filter((name) => !isTemporary(name)).length;
}

function countWithNoun(number: number, noun: string): string {
  return number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** What deletion needs from swrole's cache directory. */
function createDeleteDeps({ cache, runtime }: Context): DeleteDeps {
  const locks = new Set([cache, runtime].flatMap((each) => privateStore(each, LOCKS).list()));
  const sessions = [SESSIONS, ENCRYPTED].map((folder) => privateStore(cache, folder));
  return {
    sessions: {
      remove: (name) => {
        for (const folder of sessions) folder.remove(name);
      },
    },
    outcomes: privateStore(cache, OUTCOMES),
    wasLocked: (key) => locks.has(key),
    tryLock: (key) => tryLock(cache, key, runtime),
  };
}
