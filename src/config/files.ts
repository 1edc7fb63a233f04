/**
 * Both files together, as every SDK but Ruby sees them: one profile of a name, made of the settings of both, and where
 * both have a key, the credentials file's. Services and SSO sessions exist in the config file only.
 */

import { configFilePaths, type Environment } from '../fast-path/paths.ts';
import { ConfigError } from './errors.ts';
import { parseSections, type Section, type Settings, type SourceText } from './ini/parser.ts';
import type { RawProfile } from './profile/raw-profile.ts';
import { CONFIG_LIMIT, readLimitedText, SMALL_LIMIT, sinceStart } from './read-file.ts';
import type { FileWarning } from './warnings.ts';

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

// AWS's two shared files, from their paths to what they say.

/** Milliseconds after this process was started until which a pipe may give its text: everything ends within 55 s. */
const LAST = 50_000;

const patience = () => Math.max(0, LAST - sinceStart());

/** A file as it was found. */
export interface FoundFile extends SourceText {
  readonly exists: boolean;
}

/**
 * Reads AWS's two shared files, each by its path, as UTF-8. A file that does not exist is empty. Any other trouble throws
 * `unreadable-file`: JS takes such a file for empty too, and its user then looks for a profile that is there.
 */
export function readConfigFiles(paths: {
  readonly config: string;
  readonly credentials: string;
}): ConfigTexts {
  return { config: readConfig(paths.config), credentials: readCredentials(paths.credentials) };
}

/** What both files say, where the environment and the home say that they are. Throws `unreadable-file`. */
export function loadConfigFiles({
  env,
  home,
}: {
  readonly env: Environment;
  readonly home: string;
}): ConfigFiles {
  return parseConfigFiles(readConfigFiles(configFilePaths(env, home)));
}

/** The text of a file that the config names, as UTF-8. Throws the file system's error, or an `UnreadableError`. */
export function readTextFile(path: string): string {
  return readLimitedText(path, { bytes: SMALL_LIMIT, patience: patience() });
}

/** Nothing can be below a file: then this one does not exist either. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR']);

/** The config file; throws `unreadable-file`. */
export function readConfig(path: string): FoundFile {
  try {
    const text = readLimitedText(path, { bytes: CONFIG_LIMIT, patience: patience() });
    return { path, text, exists: true };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (ABSENT.has(code)) return { path, text: '', exists: false };
    throw new ConfigError({ kind: 'unreadable-file', file: path, code });
  }
}

/**
 * The credentials file; throws `unreadable-file`. Docker makes a directory of a file that it is to mount and that does not
 * exist: as for the AWS CLI, there are no credentials then.
 */
export function readCredentials(path: string): FoundFile {
  try {
    return readConfig(path);
  } catch (error) {
    const isDirectory = error instanceof ConfigError && isDirectoryFact(error.details);
    if (isDirectory) return { path, text: '', exists: true, isDirectory };
    throw error;
  }
}

function isDirectoryFact(details: ConfigError['details']): boolean {
  return details.kind === 'unreadable-file' && details.code === 'EISDIR';
}
