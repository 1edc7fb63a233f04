/**
 * Where one profile leads, alone: to the credentials at the end, or to the next profile along `source_profile`. The rules
 * are those of smithy-rs `repr.rs`, which botocore, JS and Ruby share:
 *
 * - The profile asked for is there for its role: that wins over its own keys.
 * - Every later profile is there to sign: its keys win over its role.
 * - A profile that names itself signs with its own keys. That is no loop; without keys it is.
 */
import { baseOf, staticBase } from './sources/index.ts';
import type { Base } from './base/bases.ts';
import { webIdentityBase } from './sources/web-identity.ts';
import { ConfigError } from './errors.ts';
import { findSource } from './find-profile.ts';
import { roleKeys, staticKeys } from './keys.ts';
import type { Planning } from './plan-context.ts';
import type { Profile, RoleProfile } from './profile/profile.ts';
import { locationOf, type RawProfile } from './profile/raw-profile.ts';
import { hasStaticKeys } from './profile/static-keys.ts';
import { sourceOf } from './role-source.ts';
import { warnOfUnused } from './unused-sources.ts';

/** What follows a profile on the way to its credentials. `role` is its own, if AssumeRole is called for it. */
export type Onward =
  | { readonly role: RoleProfile | undefined; readonly base: Base }
  | { readonly role: RoleProfile; readonly source: RawProfile };

/** Whether a profile is followed for its role; a later one that has keys is not. */
export function hasRoleToAssume(profile: Profile, isFirst: boolean): profile is RoleProfile {
  return profile.roleArn !== undefined && (isFirst || !hasStaticKeys(profile.raw));
}

/** Where a profile leads. Throws {@link ConfigError} for everything that keeps it from leading anywhere. */
export function onwardFrom(profile: Profile, isFirst: boolean, planning: Planning): Onward {
  const { roleArn, sourceProfile, credentialSource, webIdentityTokenFile } = roleKeys;
  if (!hasRoleToAssume(profile, isFirst)) {
    const { base, key } = baseOf(profile, isFirst, planning);
    return onwardToBase(profile, undefined, base, [key], planning);
  }
  const token = webIdentityBase(profile, planning);
  if (token !== undefined)
    return onwardToBase(profile, undefined, token, [roleArn, webIdentityTokenFile], planning);
  const source = sourceOf(profile, planning);
  if (typeof source !== 'string')
    return onwardToBase(profile, profile, source, [roleArn, credentialSource], planning);
  if (source === profile.name) {
    const used = [roleArn, sourceProfile, staticKeys.accessKeyId];
    return onwardToBase(profile, profile, ownKeys(profile), used, planning);
  }
  warnOfUnused(profile, SOURCE_KEYS, planning.warn);
  return { role: profile, source: findSource(planning.files, profile.raw, source) };
}

const SOURCE_KEYS = [roleKeys.roleArn, roleKeys.sourceProfile] as const;

function onwardToBase(
  profile: Profile,
  role: RoleProfile | undefined,
  base: Base,
  used: readonly string[],
  { warn }: Planning,
): Onward {
  warnOfUnused(profile, used, warn);
  return { role, base };
}

function ownKeys(profile: RoleProfile): Base {
  const base = staticBase(profile);
  if (base === undefined) throw cycleError(() => [profile.name, profile.name], profile.raw);
  return base;
}

/** The error of a circle that `last` closes. Its names are put together when they are asked for: circles may be long. */
export function cycleError(names: () => readonly string[], last: RawProfile): ConfigError {
  const at = locationOf(last, roleKeys.sourceProfile);
  return new ConfigError({
    kind: 'cycle',
    get profiles() {
      return names();
    },
    at,
  });
}
