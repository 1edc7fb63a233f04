/**
 * From a profile along `source_profile` to the one that needs no source. The rules are those of smithy-rs `repr.rs`, which
 * botocore, JS and Ruby share:
 *
 * - The profile asked for is there for its role: that wins over its own keys.
 * - Every later profile is there to sign: its keys win over its role.
 * - A profile that names itself signs with its own keys. That is no loop; without keys it is.
 */
import { baseOf, staticBase } from './base.ts';
import { ConfigError } from './config-error.ts';
import type { ConfigFiles } from './config-files.ts';
import type { ChainWarning, Warn } from './config-warning.ts';
import { findProfile, findSource } from './find-profile.ts';
import { roleKeys } from './keys.ts';
import { checkProfile, type Profile, type RoleProfile } from './profile/profile.ts';
import { locationOf } from './profile/raw-profile.ts';
import { hasStaticKeys } from './profile/static-keys.ts';
import type { Base } from './role-chain.ts';
import { sourceOf } from './role-source.ts';

/** The way from a profile to its credentials: back along it, the roles are assumed. */
export interface SourcePath {
  /** The profiles whose roles are assumed, the one asked for first. */
  readonly roles: readonly RoleProfile[];
  /** The profile that signs the last of them; for one that names itself, the same again. */
  readonly source: Profile;
  /** What it signs with. */
  readonly base: Base;
}

/** Follows the sources of a profile. Throws {@link ConfigError} for everything that keeps it from an end. */
export function followSources(
  files: ConfigFiles,
  name: string,
  warn: Warn<ChainWarning>,
): SourcePath {
  const roles = new Map<string, RoleProfile>();
  const path = (source: Profile, base: Base) => ({ roles: [...roles.values()], source, base });
  let profile = checkProfile(findProfile(files, name), warn);
  while (hasRoleToAssume(profile, roles.size === 0)) {
    const next = sourceOf(profile);
    roles.set(profile.name, profile);
    if (next === profile.name) return path(profile, ownKeys(profile));
    if (roles.has(next)) throw cycle([...roles.keys()], next, profile);
    profile = checkProfile(findSource(files, profile.raw, next), warn);
  }
  return path(profile, baseOf(profile));
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
