/** Profiles by name. A name that is not there is an error with a guess at what was meant, never `default` instead. */
import { ConfigError, type IgnoredSection } from './config-error.ts';
import type { ConfigFiles } from './config-files.ts';
import { profileHeader } from './grammar/section-header.ts';
import { roleKeys } from './keys.ts';
import { nearestName } from './nearest-name.ts';
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
  const nearest = nearestName(name, files.profiles.keys());
  for (const warning of files.warnings) {
    if (warning.kind !== 'ignored-section' || warning.name !== name) continue;
    const { reason, at } = warning;
    const kind = at.file === files.files[1] ? 'credentials' : 'config';
    return { nearest, ignored: { reason, header: profileHeader(name, kind), at } };
  }
  return { nearest, ignored: undefined };
}
