/** The end of a chain: a profile that gives credentials and needs none. */
import { ConfigError } from './config-error.ts';
import { unsupportedSourceKeys } from './keys.ts';
import type { Profile } from './profile/profile.ts';
import { locationOf, textOf } from './profile/raw-profile.ts';
import { staticCredentials } from './profile/static-keys.ts';
import type { Base } from './role-chain.ts';

/**
 * What the profile has of its own, its role aside: static keys before `credential_process` (JS, Go, Ruby; botocore only
 * if they stand in the credentials file), and that before what this version cannot read: a profile with `sso_*` keys and
 * a helper for SDKs without SSO (aws-sso-util writes such) means one identity either way.
 * Throws `partial-keys`, `unsupported-source` and `no-credentials`.
 */
export function baseOf(profile: Profile): Base {
  return staticBase(profile) ?? processBase(profile) ?? noBase(profile);
}

/** The profile's own keys as a base; undefined if it has none. Throws `partial-keys`. */
export function staticBase({ name, raw }: Profile): Base | undefined {
  const credentials = staticCredentials(raw);
  return credentials && { kind: 'static', profile: name, credentials };
}

/** The error of a profile whose credentials come from somewhere that `key` names and this version does not read. */
export function unsupportedSource({ name, raw }: Profile, key: string): ConfigError {
  const at = locationOf(raw, key);
  return new ConfigError({ kind: 'unsupported-source', profile: name, key, at });
}

function processBase({ name, credentialProcess }: Profile): Base | undefined {
  return credentialProcess && { kind: 'process', profile: name, credentialProcess };
}

function noBase(profile: Profile): never {
  const { name, raw } = profile;
  const key = unsupportedSourceKeys.find((each) => textOf(raw.settings, each) !== undefined);
  if (key !== undefined) throw unsupportedSource(profile, key);
  throw new ConfigError({ kind: 'no-credentials', profile: name, at: raw.at });
}
