/** Profiles by name. A name that is not there is an error with a guess at what was meant, never `default` instead. */
import { ConfigError, type IgnoredSection, type IgnoredSectionReason } from './errors.ts';
import type { ConfigFiles } from './files.ts';
import type { FileWarning } from './warnings.ts';
import { betweenQuotes } from './grammar/section-header.ts';
import { roleKeys } from './keys.ts';
import { guessedName } from '../util/nearest-name.ts';
import { locationOf, type RawProfile } from './profile/raw-profile.ts';

/** The profile that was asked for. Throws `unknown-profile`. */
export function findProfile(files: ConfigFiles, name: string): RawProfile {
  const profile = files.profiles.get(name);
  if (profile !== undefined) return profile;
  throw new ConfigError({
    kind: 'unknown-profile',
    profile: name,
    ...guesses(files, name),
    files: files.files,
  });
}

/** The profile that another one names as `source_profile`: same spelling, same case. Throws `unknown-source`. */
export function findSource(files: ConfigFiles, from: RawProfile, source: string): RawProfile {
  const profile = files.profiles.get(source);
  if (profile !== undefined) return profile;
  const at = locationOf(from, roleKeys.sourceProfile);
  const guessed = guesses(files, source);
  throw new ConfigError({ kind: 'unknown-source', profile: from.name, source, ...guessed, at });
}

interface Guesses {
  readonly nearest: string | undefined;
  readonly ignored: IgnoredSection | undefined;
}

function guesses(files: ConfigFiles, name: string): Guesses {
  const ignored = ignoredSections.get(files) ?? ignoredIn(files);
  ignoredSections.set(files, ignored);
  return { nearest: guessedName(name, files.profiles), ignored: ignored.get(name) };
}

/** By name; kept, because many profiles may name what is not there. */
const ignoredSections = new WeakMap<ConfigFiles, ReadonlyMap<string, IgnoredSection>>();

function ignoredIn({ files, warnings }: ConfigFiles): ReadonlyMap<string, IgnoredSection> {
  const ignored = new Map<string, IgnoredSection>();
  for (const warning of warnings) {
    for (const [name, reason] of meantNames(warning)) {
      if (ignored.has(name) || !('at' in warning)) continue;
      const { at } = warning;
      ignored.set(name, { reason, in: at.file === files[1] ? 'credentials' : 'config', at });
    }
  }
  return ignored;
}

/** The names by which a person may call the profile that a header was meant to open, and why it does not. */
function meantNames(warning: FileWarning): readonly (readonly [string, IgnoredSectionReason])[] {
  if (warning.kind === 'junk-after-header')
    return warning.meant === undefined ? [] : [[warning.meant, 'bad-name']];
  if (warning.kind !== 'ignored-section') return [];
  const { name, reason } = warning;
  const unquoted = reason === 'bad-name' ? betweenQuotes(name) : undefined;
  // A quote that is not closed hides the `]`.
  const cut = reason === 'unclosed' && name.endsWith(']') ? name.slice(0, -1) : undefined;
  return [name, unquoted, cut].flatMap((each) => (each === undefined ? [] : [[each, reason]]));
}
