/** A profile as the files spell it: how to read its keys, and its static credentials. */

import { Credentials } from '../../credentials.ts';
import { hiddenValue, shownValue } from '../../util/secret-text.ts';
import { ConfigError, type Location } from '../errors.ts';
import type { Settings } from '../ini/parser.ts';
import { staticKeys } from '../keys.ts';
import type { CommandLine } from '../plan-calls.ts';
import type { ValueRule } from './rules.ts';

/** A profile of both files, not checked yet. Security: holds keys in plain text, so do not print it. */
export interface RawProfile {
  readonly name: string;
  /** Its header in the config file, else its header in the credentials file. */
  readonly at: Location;
  readonly settings: Settings;
}

/** The text of a key. An empty one counts as absent, as in JS and Go; botocore sends it, and AWS refuses it. */
export function textOf(settings: Settings, key: string): string | undefined {
  return settings.get(key)?.value || undefined;
}

/** The location of `key`, else of the profile. */
export function locationOf(profile: RawProfile, key: string): Location {
  return profile.settings.get(key)?.at ?? profile.at;
}

/** The profile that `key` is written in: the profile itself, or the source of a role of the command line. */
export function ownerOf(profile: RawProfile, key: string): string {
  return profile.settings.get(key)?.profile ?? profile.name;
}

/**
 * The command line of a key. A continuation line continues the command, as in botocore, which splits arguments at any
 * white space; a shell would read the line break as a second command.
 */
export function commandLineOf({ settings }: RawProfile, key: string): CommandLine | undefined {
  const setting = settings.get(key);
  if (!setting?.value) return undefined;
  return { command: setting.value.replaceAll('\n', ' '), at: setting.at };
}

/** The value of a key, parsed by a rule; undefined if it is absent or empty. Throws `invalid-value`. */
export function ruledValue<Value>(
  raw: RawProfile,
  key: string,
  { parse, problem }: ValueRule<Value>,
): Value | undefined {
  // Not `textOf`: this runs for each key of thousands of profiles.
  const text = raw.settings.get(key)?.value;
  if (!text) return undefined;
  const value = parse(text);
  if (value === undefined) throw invalidValue(raw, key, problem);
  return value;
}

const SECRET_KEYS: ReadonlySet<string> = new Set(Object.values(staticKeys));

/** The error of an invalid value; `problem` completes the sentence "KEY …". */
export function invalidValue(profile: RawProfile, key: string, problem: string): ConfigError {
  const text = textOf(profile.settings, key) ?? '';
  const value = SECRET_KEYS.has(key) ? hiddenValue(text) : shownValue(text);
  const [owner, at] = [ownerOf(profile, key), locationOf(profile, key)];
  return new ConfigError({ kind: 'invalid-value', profile: owner, key, value, problem, at });
}

// Static credentials: a key pair in a profile.

const { accessKeyId, secretAccessKey, sessionToken } = staticKeys;

// Without this check, a key pasted with quotes or over two lines would cause only a signature mismatch.
const PRINTABLE = /^[!-~]+$/;
const QUOTES = /["']/;

/** Whether the profile has a key id or a secret: half a pair is an error, not absent (botocore's rule). */
export function hasStaticKeys({ settings }: RawProfile): boolean {
  return (textOf(settings, accessKeyId) ?? textOf(settings, secretAccessKey)) !== undefined;
}

/** Whether a key id belongs to temporary credentials, which need a session token (IAM user guide, "unique ID prefixes"). */
export function isTemporaryId(accessKeyId: string): boolean {
  return accessKeyId.startsWith('ASIA');
}

/** Whether a key id belongs to a user's long-term key, which has no token. */
export function isLongTermId(accessKeyId: string): boolean {
  return accessKeyId.startsWith('AKIA');
}

/** The key of the session token before 2014. */
const OLD_TOKEN = 'aws_security_token';

/**
 * The profile's own keys; undefined if it has none. Throws `partial-keys`, `keys-without-token` and `invalid-value`; the
 * latter hides the value.
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
