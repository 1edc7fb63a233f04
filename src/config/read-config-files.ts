/** The one place in `config/` that touches the world. */
import { readFileSync } from 'node:fs';
import { configFilePaths, type Environment } from '../hot/places.ts';
import { ConfigError } from './config-error.ts';
import { type ConfigFiles, type ConfigTexts, parseConfigFiles } from './config-files.ts';
import type { SourceText } from './grammar/sections.ts';

/**
 * Reads AWS's two shared files, each by its path, as UTF-8. A file that does not exist is empty. Any other trouble throws
 * `unreadable-file`: JS takes such a file for empty too, and its user then looks for a profile that is there.
 */
export function readConfigFiles(paths: {
  readonly config: string;
  readonly credentials: string;
}): ConfigTexts {
  return { config: read(paths.config), credentials: read(paths.credentials) };
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

/** The text of a file that the config names, as UTF-8; throws the file system's error. */
export function readTextFile(path: string): string {
  return readFileSync(path, 'utf8');
}

function read(path: string): SourceText {
  try {
    return { path, text: readTextFile(path) };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { path, text: '' };
    throw new ConfigError({ kind: 'unreadable-file', file: path, code });
  }
}
