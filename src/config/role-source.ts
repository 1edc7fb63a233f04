/** What one profile with a role names as the source of the credentials that assume it: exactly one thing, or an error. */
import type { Base } from './base/bases.ts';
import { namedBase } from './base/named-base.ts';
import { ConfigError } from './errors.ts';
import { loginKeys, processKeys, roleKeys, ssoKeys, staticKeys } from './keys.ts';
import type { Planning } from './plan-context.ts';
import type { RoleProfile } from './profile/profile.ts';
import { locationOf, textOf } from './profile/raw-profile.ts';

/** The profile's `source_profile`, or what its `credential_source` stands for. Throws `no-source`, `role-and-process`, `two-sources`. */
export function sourceOf(profile: RoleProfile, planning: Planning): string | Base {
  const { sourceProfile, credentialSource } = profile;
  if (sourceProfile !== undefined && credentialSource !== undefined)
    throw faulty('two-sources', profile, roleKeys.credentialSource);
  return sourceProfile ?? namedBase(profile, planning) ?? withoutSource(profile);
}

// With a process, JS would run it and forget the role, Go would do both, the others refuse.
function withoutSource(profile: RoleProfile): never {
  if (profile.credentialProcess !== undefined)
    throw faulty('role-and-process', profile, processKeys.credentialProcess);
  const { name, raw } = profile;
  const own = OWN.find((key) => textOf(raw.settings, key) !== undefined);
  const fact = { kind: 'no-source', profile: name, at: locationOf(raw, roleKeys.roleArn) } as const;
  throw new ConfigError(own === undefined ? fact : { ...fact, own });
}

/** Keys of credentials that a profile may have of its own, which assume a role only from another profile. */
const OWN = [
  ssoKeys.session,
  ssoKeys.accountId,
  ssoKeys.roleName,
  loginKeys.loginSession,
  staticKeys.accessKeyId,
  staticKeys.secretAccessKey,
] as const;

function faulty(
  kind: 'role-and-process' | 'two-sources',
  { name, raw }: RoleProfile,
  key: string,
): ConfigError {
  return new ConfigError({ kind, profile: name, at: locationOf(raw, key) });
}
