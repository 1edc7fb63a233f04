/** Files that the configuration names: where they are, and who says so. */
import { expandHome, NO_HOME, startsInHome } from '../fast-path/paths.ts';
import type { Location } from './errors.ts';
import type { Variables } from './environment-value.ts';
import { invalidValue, locationOf, type RawProfile, textOf } from './profile/raw-profile.ts';

/** Who named a file, for errors. */
export type Namer =
  | { readonly variable: string }
  | { readonly profile: string; readonly key: string; readonly at: Location };

/** A file that is read later, by whoever needs it. */
export interface NamedPath {
  readonly path: string;
  readonly named: Namer;
}

/** The file that a key of a profile names; a leading `~/` is the home directory. */
export function profilePath(raw: RawProfile, key: string, home: string): NamedPath | undefined {
  const text = textOf(raw.settings, key);
  if (text === undefined) return undefined;
  const named = { profile: raw.name, key, at: locationOf(raw, key) };
  return { path: expandSetting(raw, key, text, home), named };
}

/**
 * The path that a key of a profile says.
 *
 * @throws ConfigError `invalid-value` for one in a home that is not known
 */
export function expandSetting(raw: RawProfile, key: string, text: string, home: string): string {
  if (home === NO_HOME && startsInHome(text))
    throw invalidValue(raw, key, 'must be an absolute path, because no home directory is known');
  return expandHome(text, home);
}

/** The file that a variable names; throws NoHomeError. */
export function environmentPath(
  variables: Variables,
  variable: string,
  home: string,
): NamedPath | undefined {
  const text = variables.text(variable);
  return text ? { path: expandHome(text, home), named: { variable } } : undefined;
}
