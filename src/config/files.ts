/**
 * Reads AWS's two shared files and merges them as every SDK but Ruby does: profiles of one name are one profile, and where
 * both files have a key, the credentials file wins. Services and SSO sessions exist in the config file only.
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

/** The parsed content of the two files. */
export interface ConfigFiles {
  /** The paths that were read, config first. */
  readonly files: readonly string[];
  /** By name, in the order of appearance, the config file's first. */
  readonly profiles: ReadonlyMap<string, RawProfile>;
  /** `[services NAME]` by name; the settings of a service are nested under its id, such as `sts`. */
  readonly services: ReadonlyMap<string, Settings>;
  /** `[sso-session NAME]` by name, in the order of appearance. */
  readonly ssoSessions: ReadonlyMap<string, RawProfile>;
  readonly warnings: readonly FileWarning[];
}

/** Parses and merges the two files. Never throws, whatever they hold. */
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

// `[profile default]` wins over `[default]`, wherever it stands: the rule of the specification, JS, Go and Rust.
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

// Reading.

/** Milliseconds after the start of this process until which swrole waits for a pipe: everything ends within 55 s. */
const PIPE_DEADLINE = 50_000;

const patience = () => Math.max(0, PIPE_DEADLINE - sinceStart());

/** A file's text, and whether the file exists. */
export interface FoundFile extends SourceText {
  readonly exists: boolean;
}

/**
 * Reads AWS's two shared files, each by its path, as UTF-8. A file that does not exist is empty. Any other problem throws
 * `unreadable-file`: JS treats such a file as empty too, and its user then searches for a profile that exists.
 */
export function readConfigFiles(paths: {
  readonly config: string;
  readonly credentials: string;
}): ConfigTexts {
  return { config: readConfig(paths.config), credentials: readCredentials(paths.credentials) };
}

/** Reads and parses both files at the paths that the environment and the home directory give. Throws `unreadable-file`. */
export function loadConfigFiles({
  env,
  home,
}: {
  readonly env: Environment;
  readonly home: string;
}): ConfigFiles {
  return parseConfigFiles(readConfigFiles(configFilePaths(env, home)));
}

/** Reads a file that the config names, as UTF-8. Throws the file system's error, or an `UnreadableError`. */
export function readTextFile(path: string): string {
  return readLimitedText(path, { bytes: SMALL_LIMIT, patience: patience() });
}

/** Codes of a file that does not exist; `ENOTDIR`: its folder is a file. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR']);

/** Reads the config file; throws `unreadable-file`. */
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
 * Reads the credentials file; throws `unreadable-file`. Docker creates a directory if a file to mount does not exist. Like
 * the AWS CLI, swrole then assumes that there are no credentials.
 */
export function readCredentials(path: string): FoundFile {
  try {
    return readConfig(path);
  } catch (error) {
    const isDirectory = error instanceof ConfigError && isDirectoryError(error.details);
    if (isDirectory) return { path, text: '', exists: true, isDirectory };
    throw error;
  }
}

function isDirectoryError(details: ConfigError['details']): boolean {
  return details.kind === 'unreadable-file' && details.code === 'EISDIR';
}
