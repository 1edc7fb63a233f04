/** The roles on ways to credentials, each made once: each knows the one behind it, and two chains have a common end. */
import type { ConfigError } from './errors.ts';
import type { ChainWarning } from './warnings.ts';
import { mfaSessionOf, warnOfLaterSession } from './mfa-session.ts';
import { PartMaker, type PartPlanning } from './plan-context.ts';
import type { RoleProfile } from './profile/profile.ts';
import type { MfaSession, RoleStep } from './plan.ts';
import { roleStep } from './resolve-step.ts';
import type { Waypoint } from './ways.ts';

/** The role of a profile, and what its call is signed with. */
export interface RoleLink {
  readonly step: RoleStep;
  /** The role whose session signs the call; `undefined` where the base does. */
  readonly behind: RoleLink | undefined;
  /** How many roles are assumed from the base up to this one. */
  readonly depth: number;
  /** The profile of the first of these, whose call the base's credentials sign. */
  readonly first: string;
}

/** What the roles of a way become. */
export interface WayRoles {
  /** The first role of the way. */
  readonly link: RoleLink | undefined;
  readonly mfaSession: MfaSession | undefined;
  /** Of the role of the first profile alone. */
  readonly warnings: readonly ChainWarning[];
  readonly mfaWarnings: readonly ChainWarning[];
  /** The first error of a role on the way. */
  readonly roleError: ConfigError | undefined;
  readonly mfaError: ConfigError | undefined;
}

/** The roles of ways, for one planning. */
export class RoleLinks {
  readonly #parts: PartMaker;
  readonly #known = new Map<Waypoint, WayRoles>();

  constructor(planning: PartPlanning) {
    this.#parts = new PartMaker(planning);
  }

  /** The roles of a way, and what is wrong with them; those nearest to the base first, because the others refer to them. */
  of(way: Waypoint): WayRoles {
    const missing: Waypoint[] = [];
    let known: WayRoles | undefined;
    for (let each: Waypoint | undefined = way; each && !known; each = each.next) {
      known = this.#known.get(each);
      if (!known) missing.push(each);
    }
    for (const each of missing.reverse()) {
      known = this.#make(each, known);
      this.#known.set(each, known);
    }
    return known as WayRoles;
  }

  #make(way: Waypoint, next: WayRoles | undefined): WayRoles {
    const { role } = way.onward;
    if (role === undefined) return withSession(NOTHING, this.#session(undefined, way));
    const isFirst = next === undefined || way.next?.onward.role === undefined;
    const session = isFirst ? this.#session(role, way) : next;
    const { made, error, warnings } = this.#parts.make((planning) => {
      if (!isFirst) warnOfLaterSession(role, planning);
      const signer = isFirst ? way.end.source : undefined;
      const behind = { signer, generateToken: (way.next ?? way).generateToken };
      return roleStep(role, behind, way.end.base, planning);
    });
    const behind = isFirst ? undefined : next.link;
    const depth = (behind?.depth ?? 0) + 1;
    const link = made && { step: made, behind, depth, first: behind?.first ?? role.name };
    return withSession({ link, warnings, roleError: error ?? next?.roleError }, session);
  }

  #session(role: RoleProfile | undefined, { end }: Waypoint): MfaRoles {
    const { made, error, warnings } = this.#parts.make((planning) =>
      mfaSessionOf(role, end.source, end.base, planning),
    );
    return { mfaSession: made, mfaWarnings: warnings, mfaError: error };
  }
}

type MfaRoles = Pick<WayRoles, 'mfaSession' | 'mfaWarnings' | 'mfaError'>;

const NOTHING = { link: undefined, warnings: [], roleError: undefined };

function withSession(
  { link, warnings, roleError }: Omit<WayRoles, keyof MfaRoles>,
  { mfaSession, mfaWarnings, mfaError }: MfaRoles,
): WayRoles {
  return { link, warnings, roleError, mfaSession, mfaWarnings, mfaError };
}
