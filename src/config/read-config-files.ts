/** AWS's two shared files, from their paths to what they say. */
import { configFilePaths, type Environment } from '../fast-path/paths.ts';
import { ConfigError } from './errors.ts';
import { type ConfigFiles, type ConfigTexts, parseConfigFiles } from './files.ts';
import type { SourceText } from './ini/parser.ts';
import { CONFIG_LIMIT, readLimitedText, SMALL_LIMIT, sinceStart } from './read-file.ts';

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
    const isDirectory = error instanceof ConfigError && isDirectoryFact(error.fact);
    if (isDirectory) return { path, text: '', exists: true, isDirectory };
    throw error;
  }
}

function isDirectoryFact(fact: ConfigError['fact']): boolean {
  return fact.kind === 'unreadable-file' && fact.code === 'EISDIR';
}
