/** What one profile with a role names as the source of the credentials that assume it: exactly one thing, or an error. */
import { unsupportedSource } from './base.ts';
import { ConfigError } from './config-error.ts';
import { processKeys, roleKeys, webIdentityKeys } from './keys.ts';
import type { RoleProfile } from './profile/profile.ts';
import { locationOf, textOf } from './profile/raw-profile.ts';

/**
 * The profile's `source_profile`. Throws `no-source`, `role-and-process`, `two-sources`, and `unsupported-source` for what
 * this version does not read.
 */
export function sourceOf(profile: RoleProfile): string {
  const { raw, sourceProfile, credentialSource } = profile;
  const { webIdentityTokenFile } = webIdentityKeys;
  // The token is exchanged for the role itself, so a source would sign nothing (botocore, Ruby, Rust).
  const hasToken = textOf(raw.settings, webIdentityTokenFile) !== undefined;
  if (hasToken) throw unsupportedSource(profile, webIdentityTokenFile);
  if (credentialSource !== undefined) throw namedSource(profile);
  if (sourceProfile === undefined) throw withoutSource(profile);
  return sourceProfile;
}

function namedSource(profile: RoleProfile): ConfigError {
  const key = roleKeys.credentialSource;
  return profile.sourceProfile === undefined
    ? unsupportedSource(profile, key)
    : faulty('two-sources', profile, key);
}

// With a process, JS would run it and forget the role, Go would do both, the others refuse.
function withoutSource(profile: RoleProfile): ConfigError {
  return profile.credentialProcess === undefined
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
