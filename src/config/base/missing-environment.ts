import { ConfigError } from '../errors.ts';
import { roleKeys } from '../keys.ts';
import type { Profile } from '../profile/profile.ts';
import { locationOf } from '../profile/raw-profile.ts';

/** The error of a `credential_source` that the environment says nothing of. */
export function missingEnvironment(
  { name, raw, credentialSource }: Profile,
  variables: readonly string[],
): ConfigError {
  const key = roleKeys.credentialSource;
  const at = locationOf(raw, key);
  return new ConfigError({
    kind: 'missing-environment',
    profile: name,
    key,
    value: String(credentialSource),
    variables,
    at,
  });
}
