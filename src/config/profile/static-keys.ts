/** A key pair that stands in a profile, the simplest source of credentials. */
import { Credentials } from '../../credentials.ts';
import { ConfigError } from '../errors.ts';
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

/** Whether a key id belongs to temporary credentials, which need their token (IAM user guide, "unique ID prefixes"). */
export function isTemporaryId(accessKeyId: string): boolean {
  return accessKeyId.startsWith('ASIA');
}

/** Whether a key id belongs to a user's long-term key, which has no token. */
export function isLongTermId(accessKeyId: string): boolean {
  return accessKeyId.startsWith('AKIA');
}

/** The name of the token before 2014. */
const OLD_TOKEN = 'aws_security_token';

/**
 * The profile's own keys; undefined if it has none. Throws `partial-keys`, `keys-without-token` and `invalid-value`, the last
 * without the value.
 */
export function staticCredentials(profile: RawProfile): Credentials | undefined {
  const id = checkedKey(profile, accessKeyId);
  const secret = checkedKey(profile, secretAccessKey);
  if (id === undefined && secret === undefined) return undefined;
  if (id === undefined) throw partialKeys(profile, secretAccessKey, accessKeyId);
  if (secret === undefined) throw partialKeys(profile, accessKeyId, secretAccessKey);
  const token = checkedKey(profile, sessionToken);
  if (isTemporaryId(id) && token === undefined) throw withoutToken(profile);
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

function withoutToken(profile: RawProfile): ConfigError {
  const old = textOf(profile.settings, OLD_TOKEN) && locationOf(profile, OLD_TOKEN);
  return new ConfigError({
    kind: 'keys-without-token',
    profile: profile.name,
    instead: old || undefined,
    at: locationOf(profile, accessKeyId),
  });
}
