/** `--debug` and `SWROLE_DEBUG=FILE`: what is done and why, on stderr, at the end of a file, or both. */

import { constants, openSync, writeSync } from 'node:fs';
import manifest from '../../package.json' with { type: 'json' };
import { expandHome, NO_HOME } from '../fast-path/paths.ts';
import type { System } from '../system.ts';
import { safeText } from '../util/text.ts';

/** Takes what there is to tell. */
export interface DebugLog {
  debug(line: string): void;
  /** Takes what goes to stderr as well: whoever has only the file wants to know how it ended. */
  record(text: string): void;
  /** Why the file has nothing of it. */
  readonly problem: string | undefined;
}

const NO_FILE: DebugFile = { append: () => {}, problem: undefined };

/**
 * Opens the diagnosis, and tells which program it is of.
 *
 * @param onStderr whether `--debug` was given
 */
export function openDebugLog(system: System, onStderr: boolean): DebugLog {
  const { stderr, env } = system;
  const { append, problem } = env.SWROLE_DEBUG ? debugFile(env.SWROLE_DEBUG, system) : NO_FILE;
  const debug = (line: string) => {
    // A full disk behind stderr keeps nobody's answer back.
    if (onStderr) void stderr.write(`swrole: debug: ${safeText(line)}\n`).catch(() => {});
    append(line);
  };
  debug(`swrole ${manifest.version}, node ${process.version}, ${process.platform} ${process.arch}`);
  const record = (text: string) => text.split('\n').filter(Boolean).forEach(append);
  return { debug, record, problem };
}

// The file that `SWROLE_DEBUG` names: SDKs swallow stderr, and start many processes at once. Each line is one write at the
// end of the file, so that lines of several processes do not mix. No trouble with it ever fails a command.

/** Not blocking: the name may be that of a pipe that nobody reads. */
const FLAGS =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NONBLOCK ?? 0);

/** The end of the file. */
interface DebugFile {
  /** Adds a line with its time and process. */
  append(line: string): void;
  /** Why nothing is added, for whoever waits for lines in vain. */
  readonly problem: string | undefined;
}

/** Opens the file; a new one is for its owner only. */
function debugFile(name: string, { home, now }: Pick<System, 'home' | 'now'>): DebugFile {
  try {
    const path = expandHome(name, home);
    const file = openSync(path, FLAGS, 0o600);
    const append = (line: string) => {
      const time = new Date(now()).toISOString();
      write(file, `${time} ${process.pid} ${safeText(line)}\n`);
    };
    return { append, problem: undefined };
  } catch (error) {
    const { code = 'no home directory is known' } = error as NodeJS.ErrnoException;
    return {
      append: () => {},
      problem: `SWROLE_DEBUG: ${shown(name, home)} cannot be written (${code})`,
    };
  }
}

function shown(name: string, home: string): string {
  return home === NO_HOME ? name : expandHome(name, home);
}

function write(file: number, line: string): void {
  try {
    writeSync(file, line);
  } catch {
    // A full disk, for example.
  }
}
