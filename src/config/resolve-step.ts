/** One profile with a role → one AssumeRole call. */
import { type Base, isTemporary } from './base/bases.ts';
import { type Behind, mfaOf } from './chain-mfa.ts';
import { roleKeys, sessionKeys } from './keys.ts';
import type { Planning } from './plan-context.ts';
import type { RoleProfile } from './profile/profile.ts';
import { invalidValue, locationOf } from './profile/raw-profile.ts';
import type { RoleStep } from './plan.ts';
import { roleRequest } from './role-request.ts';

/** Seconds that a session's credentials get of a role at most, whatever the role allows (AssumeRole API, "role chaining"). */
export const LONGEST_CHAINED_SECONDS = 3600;

/**
 * The call for the role of `profile`, with `base` at the end of what is behind it. Throws `invalid-value` and
 * `invalid-environment` for an endpoint that cannot be used.
 */
export function roleStep(
  profile: RoleProfile,
  behind: Behind,
  base: Base,
  planning: Planning,
): RoleStep {
  const isChained = behind.signer === undefined || isTemporary(base);
  const { role, endpoint, transport, policy } = roleRequest(profile, profile.roleArn, planning);
  // Not `...request`, which is slow.
  return {
    kind: 'role',
    profile: profile.name,
    role,
    endpoint,
    transport,
    sessionName: profile.roleSessionName,
    durationSeconds: isChained ? chainedSeconds(profile, planning) : profile.durationSeconds,
    policy,
    policyArns: profile.policyArns,
    mfa: mfaOf(profile, behind),
    externalId: profile.externalId,
    sourceIdentity: profile.sourceIdentity,
    tags: profile.sessionTags,
    transitiveTagKeys: transitiveTagKeys(profile),
    isChained,
  };
}

function chainedSeconds(profile: RoleProfile, { warn }: Planning): number | undefined {
  const asked = profile.durationSeconds;
  const capped = LONGEST_CHAINED_SECONDS;
  if (asked === undefined || asked <= capped) return asked;
  const at = locationOf(profile.raw, roleKeys.durationSeconds);
  warn({ kind: 'duration-capped', profile: profile.name, asked, capped, at });
  return capped;
}

// STS takes a key without its tag and does nothing with it: a misspelt one would be missed two roles later.
function transitiveTagKeys(profile: RoleProfile): readonly string[] | undefined {
  const { raw, sessionTags = [], transitiveSessionTags: keys } = profile;
  const isTag = (key: string) => sessionTags.some((tag) => tag.key === key);
  if (keys === undefined || keys.every(isTag)) return keys;
  throw invalidValue(
    raw,
    sessionKeys.transitiveSessionTags,
    'must be keys of the session_tags of the same profile',
  );
}
