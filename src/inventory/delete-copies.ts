/**
 * What `swrole logout PROFILE` takes away: the session that the profile gives, those before it that no other profile
 * needs, and the same role's sessions that no profile leads to any more. An MFA session that serves others stays. Profiles
 * whose `credential_process` asks swrole for this one keep a copy of its session: that goes too, and so do copies of it. A
 * script may ask swrole where its command line does not show it; then the credentials are the same.
 */

import { swroleBehind } from '../doctor/facts/commands.ts';
import type { StoredSession } from '../session/inventory.ts';
import { originOf } from '../session/session-key.ts';
import { type PathStep, type Plan, pathStepsOf } from './plans.ts';
import { isStrayOf, type Users } from './sessions.ts';

/** What goes and what stays. */
export interface DeletionPlan {
  /** On the profile's way; not all of them need be there. */
  readonly steps: readonly PathStep[];
  /** Of its role, on the way of no profile; and of its programs, in other environments. */
  readonly strays: readonly StoredSession[];
  /** What other profiles got of swrole when they asked it for this one. */
  readonly copies: readonly Copy[];
  /** On the profile's way and on that of others. */
  readonly kept: readonly PathStep[];
  /** Whose answers go with it: all profiles that give one of these sessions. */
  readonly profiles: readonly string[];
  /** The profile that this one asks swrole for: what that has stays. */
  readonly delegate: Plan | undefined;
}

/** A session that swrole gave to a `credential_process`. */
interface Copy {
  readonly pathStep: PathStep;
  /** The profile that has the process. */
  readonly profile: string;
}

/**
 * What is to be taken away for a profile.
 *
 * @param plans those of all profiles
 * @param users of their sessions
 * @param sessions all that are stored
 */
export function planDeletion(
  plan: Plan,
  plans: readonly Plan[],
  users: Users,
  sessions: readonly StoredSession[],
): DeletionPlan {
  const way = pathStepsOf(plan);
  const shared = users.shared(way, plan.profile);
  const goes = (pathStep: PathStep) => pathStep === plan.last || !shared.has(pathStep);
  const givers = plan.last === undefined ? [] : users.givers(plan.last.key);
  const same = [plan.profile, ...givers.filter((profile) => profile !== plan.profile)];
  const copies = copiesOf(same, sameCredentials(plan, users, sessions), plans, users);
  const copied = copies.flatMap(({ pathStep }) => users.givers(pathStep.key));
  const steps = way.filter(goes);
  const gone = [...steps, ...copies.map(({ pathStep }) => pathStep)];
  const origins = new Set(gone.flatMap(({ step }) => originOf(step) ?? []));
  // A program gives another session in another environment, which is that of the SDK and not that of this shell.
  const isOfOrigin = ({ key, origin = '' }: StoredSession) =>
    origins.has(origin) && !gone.some((pathStep) => pathStep.key === key);
  return {
    steps,
    strays: sessions.filter((each) => isStrayOf(plan, each, users) || isOfOrigin(each)),
    copies,
    kept: way.filter((pathStep) => !goes(pathStep)),
    profiles: [...new Set([...same, ...copied])],
    delegate: askedBy(plan, plans),
  };
}

/** The sessions of programs that hold the very credentials that a profile gives now. */
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

/** The sessions that swrole gave for these profiles, and for those that give such a one. */
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

/** By the profile that swrole is asked for. */
function callersByProfile(plans: readonly Plan[]): ReadonlyMap<string, readonly Copy[]> {
  const callers = new Map<string, Copy[]>();
  const seen = new Set<Plan['chain']['base']>();
  for (const plan of plans) {
    const { base } = plan.chain;
    const asked = seen.has(base) ? undefined : swroleBehind(base);
    seen.add(base);
    const pathStep = asked === undefined ? undefined : firstStepOf(plan);
    if (asked === undefined || pathStep === undefined) continue;
    const copy = { pathStep, profile: base.profile };
    const others = callers.get(asked);
    if (others === undefined) callers.set(asked, [copy]);
    else others.push(copy);
  }
  return callers;
}

function firstStepOf({ last }: Plan): PathStep | undefined {
  let pathStep = last;
  while (pathStep?.behind) pathStep = pathStep.behind;
  return pathStep;
}

function askedBy({ chain }: Plan, plans: readonly Plan[]): Plan | undefined {
  const asked = swroleBehind(chain.base);
  return asked === undefined ? undefined : plans.find(({ profile }) => profile === asked);
}
