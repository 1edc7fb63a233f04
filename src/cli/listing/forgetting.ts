/**
 * What `swrole logout PROFILE` takes away: the session that the profile gives, those before it that no other profile
 * needs, and the same role's sessions that no profile leads to any more. An MFA session that serves others stays.
 */
import type { StoredSession } from '../../session/stored-session.ts';
import type { Hop, Plan } from './plans.ts';
import { holds, isLast, isStrayOf } from './session-facts.ts';

/** What goes and what stays. */
export interface Forgetting {
  /** On the profile's way; not all of them need be there. */
  readonly hops: readonly Hop[];
  /** Of its role, on nobody's way. */
  readonly strays: readonly StoredSession[];
  /** On the profile's way and on that of others. */
  readonly kept: readonly KeptHop[];
  /** Whose answers go with it: all profiles that give one of these sessions. */
  readonly profiles: readonly string[];
}

/** A session that others need. */
export interface KeptHop extends Hop {
  readonly usedBy: readonly string[];
}

/**
 * What is to be taken away for a profile.
 *
 * @param plans those of all profiles
 * @param sessions all that are stored
 */
export function forgetting(
  plan: Plan,
  plans: readonly Plan[],
  sessions: readonly StoredSession[],
): Forgetting {
  const others = plans.filter(({ profile }) => profile !== plan.profile);
  const usersOf = ({ key }: Hop) => others.filter((other) => holds(other, key));
  const goes = (hop: Hop) => isLast(plan, hop.key) || usersOf(hop).length === 0;
  const hops = plan.hops.filter(goes);
  const kept = plan.hops
    .filter((hop) => !goes(hop))
    .map((hop) => ({ ...hop, usedBy: usersOf(hop).map(({ profile }) => profile) }));
  const sharers = others.filter((other) => hops.some(({ key }) => isLast(other, key)));
  return {
    hops,
    strays: sessions.filter((session) => isStrayOf(plan, session, plans)),
    kept,
    profiles: [plan.profile, ...sharers.map(({ profile }) => profile)],
  };
}
