/**
 * `mfa_session`: one GetSessionToken call with a code, whose credentials then sign for every role behind that device
 * without another (contract D.4 to D.6). The key may stand beside the role or beside the keys, nearest first. A profile
 * that has keys and a device but no role means the session itself.
 */

import { type Base, isTemporary } from './base/bases.ts';
import { mfaOf } from './chain-mfa.ts';
import type { ChainWarning } from './warnings.ts';
import { sessionKeys } from './keys.ts';
import type { Planning } from './plan-context.ts';
import type { Profile, RoleProfile } from './profile/profile.ts';
import { locationOf } from './profile/raw-profile.ts';
import type { MfaSession } from './plan.ts';
import { stsEndpoint } from './sts-endpoint.ts';
import { transportOf } from './transport.ts';

/** What GetSessionToken gives when it is not told (STS API). */
const DEFAULT_SECONDS = 43_200;

/**
 * The session behind which a chain's first role stands, or that a profile without a role is; undefined for none.
 * Only long-term keys can call GetSessionToken, so other credentials have no such session; an `mfa_session` is then told.
 * Throws as `stsEndpoint`.
 *
 * @param role of the profile whose role the base's credentials assume
 */
export function mfaSessionOf(
  role: RoleProfile | undefined,
  source: Profile,
  base: Base,
  planning: Planning,
): MfaSession | undefined {
  const owner = role?.mfaSession === undefined ? source : role;
  const seconds = owner.mfaSession ?? (role ? 'off' : DEFAULT_SECONDS);
  const mfa = role
    ? mfaOf(role, { signer: source, generateToken: source.generateToken })
    : mfaOfKeys(source);
  // In a source it is for all roles behind it, of which some have a device and others have none.
  const misses = owner === role && mfa === undefined;
  const obstacle = obstacleOf(base) ?? (misses ? 'no-device' : undefined);
  if (obstacle !== undefined) warnOfUnused(owner, obstacle, planning);
  if (seconds === 'off' || mfa === undefined || obstacle !== undefined) return undefined;
  const partition = role?.roleArn.partition ?? partitionOfSerial(mfa.serial);
  const endpoint = stsEndpoint(source, partition, planning);
  const transport = transportOf(source, planning);
  const kind = 'mfa-session';
  return { kind, profile: source.name, mfa, durationSeconds: seconds, endpoint, transport };
}

type Obstacle = Extract<ChainWarning, { kind: 'unused-mfa-session' }>['reason'];

/** Why the credentials of a base cannot open a session. */
function obstacleOf(base: Base): Obstacle | undefined {
  if (base.kind === 'process') return 'program';
  return isTemporary(base) ? 'temporary' : undefined;
}

/** Tells that a role which another role's session signs for cannot have an `mfa_session` in front of it. */
export function warnOfLaterSession(role: RoleProfile, planning: Planning): void {
  warnOfUnused(role, 'later-role', planning);
}

/** An `mfa_session` that the profile does not have, or that says `off`, asks for nothing. */
function warnOfUnused({ name, raw, mfaSession }: Profile, reason: Obstacle, { warn }: Planning) {
  if (mfaSession === undefined || mfaSession === 'off') return;
  const at = locationOf(raw, sessionKeys.mfaSession);
  warn({ kind: 'unused-mfa-session', profile: name, reason, at });
}

function mfaOfKeys({ mfaSerial: serial, generateToken }: Profile): MfaSession['mfa'] | undefined {
  return serial === undefined ? undefined : { serial, generateToken };
}

/** A hardware device has a bare serial number and is found in the first partition only (IAM user guide). */
function partitionOfSerial(serial: string): string {
  return /^arn:([^:]+):/.exec(serial)?.[1] ?? 'aws';
}
