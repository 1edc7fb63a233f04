/** One profile with a role → one AssumeRole call. */
import type { Environment } from '../system.ts';
import { mfaOf } from './chain-mfa.ts';
import type { ConfigFiles } from './config-files.ts';
import type { ChainWarning, Warn } from './config-warning.ts';
import { roleKeys } from './keys.ts';
import type { Profile, RoleProfile } from './profile/profile.ts';
import { locationOf } from './profile/raw-profile.ts';
import type { RoleStep } from './role-chain.ts';
import { stsEndpoint } from './sts-endpoint.ts';

/** What a role's credentials get of another role at most, whatever that role allows (AssumeRole API, "role chaining"). */
const LONGEST_CHAINED_SECONDS = 3600;

/** What the steps of a chain have in common. */
export interface StepContext {
  readonly files: ConfigFiles;
  readonly env: Environment;
  readonly warn: Warn<ChainWarning>;
}

/**
 * The call for the role of `profile`; `sources` are the profiles behind it, nearest first, the one that signs last.
 * Throws `invalid-value` and `invalid-environment` for an endpoint that cannot be used.
 */
export function roleStep(
  profile: RoleProfile,
  sources: readonly Profile[],
  { files, env, warn }: StepContext,
): RoleStep {
  return {
    profile: profile.name,
    role: profile.roleArn,
    endpoint: stsEndpoint(profile, profile.roleArn.partition, files.services, env, warn),
    mfa: mfaOf(profile, sources),
    externalId: profile.externalId,
    sessionName: profile.roleSessionName,
    durationSeconds: sources.length === 1 ? profile.durationSeconds : chainedSeconds(profile, warn),
  };
}

function chainedSeconds(profile: RoleProfile, warn: Warn<ChainWarning>): number | undefined {
  const asked = profile.durationSeconds;
  const capped = LONGEST_CHAINED_SECONDS;
  if (asked === undefined || asked <= capped) return asked;
  const at = locationOf(profile.raw, roleKeys.durationSeconds);
  warn({ kind: 'duration-capped', profile: profile.name, asked, capped, at });
  return capped;
}
