/** A key pair that stands in a profile, the simplest source of credentials. */
import { Credentials } from '../../credentials.ts';
import { ConfigError } from '../config-error.ts';
import { staticKeys } from '../keys.ts';
import { invalidValue, locationOf, type RawProfile, textOf } from './raw-profile.ts';

const { accessKeyId, secretAccessKey, sessionToken } = staticKeys;

// A key that was pasted with its quotes or over two lines would only show as a signature that does not match.
const PRINTABLE = /^[!-~]+$/;
const QUOTES = /["']/;

/** Whether the profile has a key id or a secret: half a pair is a mistake to report, not to pass over (botocore's rule). */
export function hasStaticKeys({ settings }: RawProfile): boolean {
  return [accessKeyId, secretAccessKey].some((key) => textOf(settings, key) !== undefined);
}

/** The profile's own keys; undefined if it has none. Throws `partial-keys` and `invalid-value`, the latter without the value. */
export function staticCredentials(profile: RawProfile): Credentials | undefined {
  const id = checkedKey(profile, accessKeyId);
  const secret = checkedKey(profile, secretAccessKey);
  if (id === undefined && secret === undefined) return undefined;
  if (id === undefined) throw partialKeys(profile, secretAccessKey, accessKeyId);
  if (secret === undefined) throw partialKeys(profile, accessKeyId, secretAccessKey);
  const token = checkedKey(profile, sessionToken);
  return new Credentials({ accessKeyId: id, secretAccessKey: secret, sessionToken: token });
}

function checkedKey(profile: RawProfile, key: string): string | undefined {
  const value = textOf(profile.settings, key);
  if (value === undefined || (PRINTABLE.test(value) && !QUOTES.test(value))) return value;
  throw invalidValue(profile, key, 'must be one word of printable ASCII without quotes');
}

function partialKeys(profile: RawProfile, present: string, missing: string): ConfigError {
  const at = locationOf(profile, present);
  return new ConfigError({ kind: 'partial-keys', profile: profile.name, present, missing, at });
}
