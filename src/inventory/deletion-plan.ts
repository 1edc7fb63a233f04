/**
 * Plans what `swrole logout PROFILE` deletes: the session of the profile, the sessions before it that no other profile
 * needs, and sessions of the same role that belong to no profile any more. An MFA session that other profiles use stays. And
 * describes in lines what was deleted.
 *
 * A profile whose `credential_process` calls swrole for this profile has a copy of its session. Copies, and copies of
 * copies, are deleted too. A script may call swrole without showing it on its command line; its copy is found because the
 * credentials are the same.
 */

import type { Instant } from '../credentials.ts';
import { swroleBehind } from '../doctor/facts/command-lines.ts';
import { joinWords } from '../messages/message.ts';
import type { StoredSession } from '../session/inventory.ts';
import { originOf, type SessionKey } from '../session/session-key.ts';
import { timeLeft } from '../ui/format.ts';
import { type PathStep, type Plan, pathStepsOf, type StoredSessions } from './plans.ts';
import { isStrayOf, sessionFacts, type Users } from './sessions.ts';
import { sessionName } from './tables.ts';

/** What to delete and what to keep. */
export interface DeletionPlan {
  /** Sessions on the profile's path to delete; some may not be stored. */
  readonly steps: readonly PathStep[];
  /** Sessions of its role on no path, and sessions of its programs in other environments. */
  readonly strays: readonly StoredSession[];
  /** Sessions that other profiles got from swrole for this profile. */
  readonly copies: readonly Copy[];
  /** Sessions on the profile's path that other profiles use too. */
  readonly kept: readonly PathStep[];
  /** The profiles whose cached answers to delete: each one ends in a deleted session. */
  readonly profiles: readonly string[];
  /** The profile that this one calls swrole for; its sessions stay. */
  readonly delegate: Plan | undefined;
}

/** A session that a `credential_process` got from swrole. */
interface Copy {
  readonly pathStep: PathStep;
  /** The profile with the `credential_process`. */
  readonly profile: string;
}

/**
 * The plans whose sessions decide what is deleted for one profile: of the profiles that may share a session with it or with
 * a program, or have a stored one. Comparing the keys of all profiles would take longer than everything else.
 */
export function plansToCompare(
  { last }: Plan,
  plans: readonly Plan[],
  stored: StoredSessions,
): readonly Plan[] {
  const roleArn = last && roleArnOf(last.first);
  return plans.filter((plan) => {
    // Paths that share a session also share the first one.
    const other = plan.last && roleArnOf(plan.last.first);
    return other === undefined || other === roleArn || stored.mayBeOnPath(plan.last);
  });
}

/** `undefined` for the session of a program, a sign-in or an MFA device. */
function roleArnOf({ step }: PathStep): string | undefined {
  return 'role' in step ? step.role.arn : undefined;
}

/**
 * Plans the deletion for one profile.
 *
 * @param plans the plans of all profiles
 * @param users which profiles use which session
 * @param sessions all stored sessions
 */
export function planDeletion(
  plan: Plan,
  plans: readonly Plan[],
  users: Users,
  sessions: readonly StoredSession[],
): DeletionPlan {
  const path = pathStepsOf(plan);
  const shared = users.shared(path, plan.profile);
  const isDeleted = (pathStep: PathStep) => pathStep === plan.last || !shared.has(pathStep);
  const givers = plan.last === undefined ? [] : users.givers(plan.last.key);
  const same = [plan.profile, ...givers.filter((profile) => profile !== plan.profile)];
  const copies = copiesOf(same, sameCredentials(plan, users, sessions), plans, users);
  const copyOwners = copies.flatMap(({ pathStep }) => users.givers(pathStep.key));
  const steps = path.filter(isDeleted);
  const deleted = [...steps, ...copies.map(({ pathStep }) => pathStep)];
  const origins = new Set(deleted.flatMap(({ step }) => originOf(step) ?? []));
  // A program may return another session in another environment: an SDK's environment is not this shell's.
  const isOfOrigin = ({ key, origin = '' }: StoredSession) =>
    origins.has(origin) && !deleted.some((pathStep) => pathStep.key === key);
  return {
    steps,
    strays: sessions.filter((each) => isStrayOf(plan, each, users) || isOfOrigin(each)),
    copies,
    kept: path.filter((pathStep) => !isDeleted(pathStep)),
    profiles: [...new Set([...same, ...copyOwners])],
    delegate: delegateOf(plan, plans),
  };
}

/** The sessions of programs with exactly the credentials of the profile. */
function sameCredentials(
  { last }: Plan,
  users: Users,
  sessions: readonly StoredSession[],
): readonly Copy[] {
  const own = sessions.find(({ key }) => key === last?.key);
  const same = sessions.flatMap(({ key, origin, accessKeyId }) => {
    const isCopy = origin !== undefined && key !== own?.key && accessKeyId === own?.accessKeyId;
    const pathStep = isCopy ? users.pathStep(key) : undefined;
    return pathStep?.step.kind === 'source' ? [{ pathStep, profile: pathStep.step.profile }] : [];
  });
  return same.sort((a, b) => users.position(a.pathStep.key) - users.position(b.pathStep.key));
}

/** The copies of the sessions of these profiles, and the copies of copies. */
function copiesOf(
  profiles: readonly string[],
  same: readonly Copy[],
  plans: readonly Plan[],
  users: Users,
): Copy[] {
  const callers = callersByProfile(plans);
  const copies = new Map(same.map((copy) => [copy.pathStep.key, copy]));
  const affected = new Set([
    ...profiles,
    ...same.flatMap(({ pathStep }) => users.givers(pathStep.key)),
  ]);
  for (const profile of affected)
    for (const copy of callers.get(profile) ?? []) {
      copies.set(copy.pathStep.key, copies.get(copy.pathStep.key) ?? copy);
      for (const giver of users.givers(copy.pathStep.key)) affected.add(giver);
    }
  return [...copies.values()].filter(({ profile }) => profile !== profiles[0]);
}

/** The copies by the profile that swrole is called for. */
function callersByProfile(plans: readonly Plan[]): ReadonlyMap<string, readonly Copy[]> {
  const callers = new Map<string, Copy[]>();
  const seenSources = new Set<Plan['chain']['source']>();
  for (const plan of plans) {
    const { source } = plan.chain;
    const delegate = seenSources.has(source) ? undefined : swroleBehind(source);
    seenSources.add(source);
    const pathStep = delegate === undefined ? undefined : plan.last?.first;
    if (delegate === undefined || pathStep === undefined) continue;
    const copy = { pathStep, profile: source.profile };
    const others = callers.get(delegate);
    if (others === undefined) callers.set(delegate, [copy]);
    else others.push(copy);
  }
  return callers;
}

function delegateOf({ chain }: Plan, plans: readonly Plan[]): Plan | undefined {
  const delegate = swroleBehind(chain.source);
  return delegate === undefined ? undefined : plans.find(({ profile }) => profile === delegate);
}

// What was deleted and kept, in lines.

/** The data for the lines. */
export interface LineContext {
  readonly users: Users;
  readonly sessions: ReadonlyMap<SessionKey, StoredSession>;
  readonly now: Instant;
}

/** A line names at most this many profiles. */
const MAX_NAMES = 3;

/** The sessions that were deleted. */
export function deletedLines(
  { steps, strays }: DeletionPlan,
  lineContext: LineContext,
): readonly string[] {
  const stored = steps.flatMap(({ key }) => lineContext.sessions.get(key) ?? []);
  const mfaSession = steps.find(({ step }) => step.kind === 'mfa-session');
  const mfaOrigin = mfaSession && originOf(mfaSession.step);
  const describe = (session: StoredSession) => {
    if (session.origin === undefined || lineContext.users.pathStep(session.key) !== undefined)
      return describeSession(session, lineContext);
    const what = session.origin === mfaOrigin ? 'its MFA session of' : 'what its program gave in';
    return `${what} another environment (${describeTimeLeft(session, lineContext.now)})`;
  };
  return [...stored, ...strays].map((session) => `forgot ${describe(session)}`);
}

/** The copies that were deleted. */
export function copyLines(
  { copies }: DeletionPlan,
  { sessions, now }: LineContext,
): readonly string[] {
  return copies.flatMap(({ pathStep, profile }) => {
    const session = sessions.get(pathStep.key);
    return session
      ? [`forgot the copy that ${profile} had of it (${describeTimeLeft(session, now)})`]
      : [];
  });
}

/** A session that stays, because other profiles use it. */
export function keptLine(
  { key }: PathStep,
  { profile }: Plan,
  lineContext: LineContext,
): readonly string[] {
  const session = lineContext.sessions.get(key);
  if (session === undefined) return [];
  const names = lineContext.users.all(key).filter((name) => name !== profile);
  return [
    `kept ${describeSession(session, lineContext)}, which ${joinWords(names, MAX_NAMES)} may use`,
  ];
}

/** A user who logs out of a profile for SDKs may have meant the profile behind it. */
export function delegateLine(
  { delegate }: DeletionPlan,
  lineContext: LineContext,
): readonly string[] {
  const session = delegate?.last && lineContext.sessions.get(delegate.last.key);
  if (delegate === undefined || session === undefined) return [];
  const { profile } = delegate;
  const command = `swrole logout ${profile}`;
  return [
    `kept ${describeSession(session, lineContext)} of ${profile}, which it asks swrole for; ${command} forgets that too`,
  ];
}

function describeSession(session: StoredSession, { users, now }: LineContext): string {
  return `${sessionName(sessionFacts(session, users, now))} (${describeTimeLeft(session, now)})`;
}

function describeTimeLeft({ expiration }: StoredSession, now: Instant): string {
  const left = timeLeft(expiration, now);
  return left === 'expired' ? left : `${left} left`;
}
