/**
 * Turns the roles on a way to credentials into steps. Each role is made once and linked to the one behind it, so chains
 * share them.
 */

import { MFA_SESSION_SECONDS } from '../util/aws-limits.ts';
import { stsEndpoint } from './endpoints.ts';
import type { ConfigError } from './errors.ts';
import { sessionKeys } from './keys.ts';
import { type CredentialSource, isTemporary, type MfaSession, type RoleLink } from './plan.ts';
import { type PartContext, PartMaker, type PlanContext } from './plan-context.ts';
import type { Profile, RoleProfile } from './profile/profile.ts';
import { locationOf } from './profile/raw-profile.ts';
import { partitionOfArn } from './regions.ts';
import { mfaOf, roleStep } from './resolve-step.ts';
import { clientOptionsOf } from './settings.ts';
import type { ChainWarning } from './warnings.ts';
import type { Waypoint } from './ways.ts';

/** The roles and the MFA session of a way, or the errors that prevent them. */
interface WayRoles {
  /** The role of the way's first profile. */
  readonly link: RoleLink | undefined;
  readonly mfaSession: MfaSession | undefined;
  /** Warnings about the role of the first profile alone. */
  readonly warnings: readonly ChainWarning[];
  readonly mfaWarnings: readonly ChainWarning[];
  /** The first error of a role in the chain. */
  readonly roleError: ConfigError | undefined;
  readonly mfaError: ConfigError | undefined;
}

/** The roles of ways, for one plan context. */
export class RoleLinks {
  readonly #parts: PartMaker;
  readonly #known = new Map<Waypoint, WayRoles>();

  constructor(context: PartContext) {
    this.#parts = new PartMaker(context);
  }

  /**
   * The roles of a way and their errors. Makes the roles nearest to the credential source first, because the others refer to
   * them.
   */
  of(way: Waypoint): WayRoles {
    const made = this.#known.get(way);
    if (made !== undefined) return made;
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
    if (role === undefined) return withSession(NO_ROLE, this.#session(undefined, way));
    const isFirst = next === undefined || way.next?.onward.role === undefined;
    const session = isFirst ? this.#session(role, way) : next;
    const { made, error, warnings } = this.#parts.make((context) => {
      if (!isFirst) warnOfLaterSession(role, context);
      const signer = isFirst ? way.end.profile : undefined;
      const behind = { signer, generateToken: (way.next ?? way).generateToken };
      return roleStep(role, behind, way.end.source, context);
    });
    const behind = isFirst ? undefined : next.link;
    const depth = (behind?.depth ?? 0) + 1;
    const link = made && { step: made, behind, depth, first: behind?.first ?? role.name };
    return withSession({ link, warnings, roleError: error ?? next?.roleError }, session);
  }

  #session(role: RoleProfile | undefined, { end }: Waypoint): MfaRoles {
    // Most roles: neither of the two profiles asks for a session.
    if (role && (role.mfaSession ?? end.profile.mfaSession) === undefined) return NO_SESSION;
    const { made, error, warnings } = this.#parts.make((context) =>
      mfaSessionOf(role, end.profile, end.source, context),
    );
    return { mfaSession: made, mfaWarnings: warnings, mfaError: error };
  }
}

type MfaRoles = Pick<WayRoles, 'mfaSession' | 'mfaWarnings' | 'mfaError'>;

const NO_SESSION: MfaRoles = { mfaSession: undefined, mfaWarnings: [], mfaError: undefined };

const NO_ROLE = { link: undefined, warnings: [], roleError: undefined };

function withSession(
  { link, warnings, roleError }: Omit<WayRoles, keyof MfaRoles>,
  { mfaSession, mfaWarnings, mfaError }: MfaRoles,
): WayRoles {
  return { link, warnings, roleError, mfaSession, mfaWarnings, mfaError };
}

// `mfa_session`: one GetSessionToken call with a code. Its credentials then sign the calls of all roles behind that device
// without another code (contract D.4 to D.6). The key may stand beside the role or beside the keys; the nearest counts. A
// profile that has keys and a device but no role gives the session itself.

/**
 * The session that signs for a chain's first role, or that a profile without a role gives; undefined for none. Only
 * long-term keys can call GetSessionToken, so other credentials have no such session; an `mfa_session` then causes a
 * warning. A program may give keys of either kind: it has such a session only if `mfa_session` says so, because its
 * output is handed out as it is otherwise. Throws like `stsEndpoint`.
 *
 * @param role the profile whose role the source's credentials assume
 * @param sourceProfile the profile with the credential source
 */
function mfaSessionOf(
  role: RoleProfile | undefined,
  sourceProfile: Profile,
  source: CredentialSource,
  context: PlanContext,
): MfaSession | undefined {
  const owner = role?.mfaSession === undefined ? sourceProfile : role;
  const hasDefault = role === undefined && source.kind !== 'process';
  const seconds = owner.mfaSession ?? (hasDefault ? MFA_SESSION_SECONDS.default : 'off');
  const mfa = role
    ? mfaOf(
        role,
        { signer: sourceProfile, generateToken: sourceProfile.generateToken },
        sourceProfile,
      )
    : mfaOfKeys(sourceProfile);
  // In a source profile, `mfa_session` is for all roles assumed from it; some have a device and others have none.
  const misses = owner === role && mfa === undefined;
  const obstacle = isTemporary(source) ? 'temporary' : misses ? 'no-device' : undefined;
  if (obstacle !== undefined) warnOfUnused(owner, obstacle, context);
  if (seconds === 'off' || mfa === undefined || obstacle !== undefined) return undefined;
  const partition = role?.roleArn.partition ?? partitionOfArn(mfa.serial);
  const endpoint = stsEndpoint(sourceProfile, partition, context);
  const transport = clientOptionsOf(sourceProfile, context);
  const { name: profile } = sourceProfile;
  const call = { profile, mfa, durationSeconds: seconds, endpoint, transport };
  const at = locationOf(owner.raw, sessionKeys.mfaSession);
  const program = source.kind === 'process' && { program: { source, askedBy: owner.name, at } };
  return { kind: 'mfa-session', ...call, ...program };
}

type Obstacle = Extract<ChainWarning, { kind: 'unused-mfa-session' }>['reason'];

/** Warns that a role whose call another role's session signs cannot have an `mfa_session`. */
function warnOfLaterSession(role: RoleProfile, context: PlanContext): void {
  warnOfUnused(role, 'later-role', context);
}

/** Warns of an `mfa_session` without effect, unless it is absent or `off`. */
function warnOfUnused({ name, raw, mfaSession }: Profile, reason: Obstacle, { warn }: PlanContext) {
  if (mfaSession === undefined || mfaSession === 'off') return;
  const at = locationOf(raw, sessionKeys.mfaSession);
  warn({ kind: 'unused-mfa-session', profile: name, reason, at });
}

function mfaOfKeys({ mfaSerial: serial, generateToken }: Profile): MfaSession['mfa'] | undefined {
  return serial === undefined ? undefined : { serial, generateToken };
}
