/** A profile as the files spell it, and the questions everyone asks of it. */
import { hiddenValue, shownValue } from '../../util/secret-text.ts';
import { ConfigError, type Location } from '../errors.ts';
import type { Settings } from '../grammar/settings.ts';
import { staticKeys } from '../keys.ts';
import type { CommandLine } from '../plan.ts';
import type { ValueRule } from './rules.ts';

/** A profile of both files, not yet checked. Security: holds keys in the clear, so it is not for printing. */
export interface RawProfile {
  readonly name: string;
  /** Its header in the config file, else the one in the credentials file. */
  readonly at: Location;
  readonly settings: Settings;
}

/** The text of a key. An empty one counts as absent, as in JS and Go; botocore would send it and be refused. */
export function textOf(settings: Settings, key: string): string | undefined {
  return settings.get(key)?.value || undefined;
}

/** Where `key` stands, else where the profile does. */
export function locationOf(profile: RawProfile, key: string): Location {
  return profile.settings.get(key)?.at ?? profile.at;
}

/**
 * The command line of a key. A continuation line goes on with the same command, as for botocore, which splits words at
 * any white space; to a shell the line break would be a second command.
 */
export function commandLineOf({ settings }: RawProfile, key: string): CommandLine | undefined {
  const setting = settings.get(key);
  if (!setting?.value) return undefined;
  return { command: setting.value.replaceAll('\n', ' '), at: setting.at };
}

/** What a key says by its rule; undefined if it is absent or empty. Throws `invalid-value`. */
export function ruledValue<Value>(
  raw: RawProfile,
  key: string,
  { parse, problem }: ValueRule<Value>,
): Value | undefined {
  const text = textOf(raw.settings, key);
  if (text === undefined) return undefined;
  const value = parse(text);
  if (value === undefined) throw invalidValue(raw, key, problem);
  return value;
}

const SECRET_KEYS: ReadonlySet<string> = new Set(Object.values(staticKeys));

/** The error of a value that cannot be used; `problem` completes the sentence "KEY …". */
export function invalidValue(profile: RawProfile, key: string, problem: string): ConfigError {
  const text = textOf(profile.settings, key) ?? '';
  const value = SECRET_KEYS.has(key) ? hiddenValue(text) : shownValue(text);
  const at = locationOf(profile, key);
  return new ConfigError({ kind: 'invalid-value', profile: profile.name, key, value, problem, at });
}
