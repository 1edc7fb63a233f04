/**
 * From a profile along `source_profile` to the one that needs no source. The rules are those of smithy-rs `repr.rs`, which
 * botocore, JS and Ruby share:
 *
 * - The profile asked for is there for its role: that wins over its own keys.
 * - Every later profile is there to sign: its keys win over its role.
 * - A profile that names itself signs with its own keys. That is no loop; without keys it is.
 */
import { baseOf, staticBase } from './base/base.ts';
import type { Base } from './base/bases.ts';
import { webIdentityBase } from './base/web-identity-base.ts';
import { ConfigError } from './config-error.ts';
import { findSource } from './find-profile.ts';
import { roleKeys, staticKeys } from './keys.ts';
import type { Planning } from './planning.ts';
import { checkProfile, type Profile, type RoleProfile } from './profile/profile.ts';
import { locationOf } from './profile/raw-profile.ts';
import { hasStaticKeys } from './profile/static-keys.ts';
import { sourceOf } from './role-source.ts';
import { warnOfUnused } from './unused-sources.ts';

/** The way from a profile to its credentials: back along it, the roles are assumed. */
export interface SourcePath {
  /** The profiles whose roles are assumed by AssumeRole, the one asked for first. */
  readonly roles: readonly RoleProfile[];
  /** The profile whose credentials are at the end; for one that names itself or what surrounds it, the same again. */
  readonly source: Profile;
  readonly base: Base;
}

/** Follows the sources of the profile asked for. Throws {@link ConfigError} for everything that keeps it from an end. */
export function followSources(planning: Planning): SourcePath {
  const { roleArn, sourceProfile, credentialSource, webIdentityTokenFile } = roleKeys;
  const roles = new Map<string, RoleProfile>();
  let profile = planning.selected;
  const end = (base: Base, ...used: string[]) => {
    warnOfUnused(profile, used, planning.warn);
    return { roles: [...roles.values()], source: profile, base };
  };
  while (hasRoleToAssume(profile, roles.size === 0)) {
    const token = webIdentityBase(profile, planning);
    if (token !== undefined) return end(token, roleArn, webIdentityTokenFile);
    const source = sourceOf(profile, planning);
    roles.set(profile.name, profile);
    if (typeof source !== 'string') return end(source, roleArn, credentialSource);
    if (source === profile.name)
      return end(ownKeys(profile), roleArn, sourceProfile, staticKeys.accessKeyId);
    if (roles.has(source)) throw cycle([...roles.keys()], source, profile);
    warnOfUnused(profile, [roleArn, sourceProfile], planning.warn);
    profile = checkProfile(findSource(planning.files, profile.raw, source), planning.warn);
  }
  const { base, key } = baseOf(profile, roles.size === 0, planning);
  return end(base, key);
}

function hasRoleToAssume(profile: Profile, isFirst: boolean): profile is RoleProfile {
  return profile.roleArn !== undefined && (isFirst || !hasStaticKeys(profile.raw));
}

function ownKeys(profile: RoleProfile): Base {
  const base = staticBase(profile);
  if (base === undefined) throw cycle([profile.name], profile.name, profile);
  return base;
}

function cycle(names: readonly string[], start: string, { raw }: RoleProfile): ConfigError {
  const profiles = [...names.slice(names.indexOf(start)), start];
  return new ConfigError({ kind: 'cycle', profiles, at: locationOf(raw, roleKeys.sourceProfile) });
}
