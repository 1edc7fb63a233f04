/**
 * Both files together, as every SDK but Ruby sees them: one profile of a name, made of the settings of both, and where
 * both have a key, the credentials file's. Services and SSO sessions exist in the config file only.
 */
import type { FileWarning } from './warnings.ts';
import { parseSections, type Section, type SourceText } from './ini/parser.ts';
import type { Settings } from './grammar/settings.ts';
import type { RawProfile } from './profile/raw-profile.ts';

/** The texts of the two files. */
export interface ConfigTexts {
  readonly config: SourceText;
  readonly credentials: SourceText;
}

/** What the two files say. */
export interface ConfigFiles {
  /** The paths that were read, config first. */
  readonly files: readonly string[];
  /** By name, in the order of appearance, the config file's first. */
  readonly profiles: ReadonlyMap<string, RawProfile>;
  /** `[services NAME]` by name; a service's own settings are nested under its id, such as `sts`. */
  readonly services: ReadonlyMap<string, Settings>;
  /** `[sso-session NAME]` by name, in the order of appearance. */
  readonly ssoSessions: ReadonlyMap<string, RawProfile>;
  readonly warnings: readonly FileWarning[];
}

/** Parses and merges the two files; whatever they hold, it returns. */
export function parseConfigFiles(texts: ConfigTexts): ConfigFiles {
  const config = parseSections(texts.config, 'config');
  const credentials = parseSections(texts.credentials, 'credentials');
  const ofType = (type: Section['type']) =>
    config.sections.filter((section) => section.type === type);
  const shadowed = shadowedDefault(config.sections);
  const profiles = ofType('profile').filter((section) => section.at !== shadowed?.at);
  return {
    files: [texts.config.path, texts.credentials.path],
    profiles: merge(profiles, credentials.sections),
    services: new Map(ofType('services').map(({ name, settings }) => [name, settings])),
    ssoSessions: merge(ofType('sso-session'), []),
    warnings: [
      ...config.warnings,
      ...(shadowed ? [shadowed] : []),
      ...directoryWarnings(texts.credentials),
      ...credentials.warnings,
    ],
  };
}

/** The names of all profiles, in the order of appearance, the config file's first. */
export function listProfiles(files: ConfigFiles): string[] {
  return [...files.profiles.keys()];
}

function directoryWarnings({ path, isDirectory }: SourceText): readonly FileWarning[] {
  return isDirectory ? [{ kind: 'directory', path }] : [];
}

// `[profile default]` alone counts, wherever it stands: the rule of the specification, JS, Go and Rust.
function shadowedDefault(
  sections: readonly Section[],
): Extract<FileWarning, { kind: 'shadowed-default' }> | undefined {
  const defaults = sections.filter(({ type, name }) => type === 'profile' && name === 'default');
  const bare = defaults.find(({ prefixed }) => !prefixed);
  const winner = defaults.find(({ prefixed }) => prefixed);
  return bare && winner && { kind: 'shadowed-default', by: winner.at, at: bare.at };
}

function merge(sections: readonly Section[], winning: readonly Section[]): Map<string, RawProfile> {
  const merged = new Map<string, RawProfile>();
  for (const each of [sections, winning])
    for (const section of each) {
      const other = merged.get(section.name);
      merged.set(section.name, other === undefined ? section : withSettings(other, section));
    }
  return merged;
}

function withSettings({ name, at, settings }: RawProfile, winning: Section): RawProfile {
  return { name, at, settings: new Map([...settings, ...winning.settings]) };
}
