/** What one profile with a role names as the source of the credentials that assume it: exactly one thing, or an error. */
import type { Base } from './base/bases.ts';
import { namedBase } from './base/named-base.ts';
import { ConfigError } from './config-error.ts';
import { processKeys, roleKeys } from './keys.ts';
import type { Planning } from './planning.ts';
import type { RoleProfile } from './profile/profile.ts';
import { locationOf } from './profile/raw-profile.ts';

/** The profile's `source_profile`, or what its `credential_source` stands for. Throws `no-source`, `role-and-process`, `two-sources`. */
export function sourceOf(profile: RoleProfile, planning: Planning): string | Base {
  const { sourceProfile, credentialSource } = profile;
  if (sourceProfile !== undefined && credentialSource !== undefined)
    throw faulty('two-sources', profile, roleKeys.credentialSource);
  return sourceProfile ?? namedBase(profile, planning) ?? withoutSource(profile);
}

// With a process, JS would run it and forget the role, Go would do both, the others refuse.
function withoutSource(profile: RoleProfile): never {
  throw profile.credentialProcess === undefined
    ? faulty('no-source', profile, roleKeys.roleArn)
    : faulty('role-and-process', profile, processKeys.credentialProcess);
}

function faulty(
  kind: 'no-source' | 'role-and-process' | 'two-sources',
  { name, raw }: RoleProfile,
  key: string,
): ConfigError {
  return new ConfigError({ kind, profile: name, at: locationOf(raw, key) });
}
