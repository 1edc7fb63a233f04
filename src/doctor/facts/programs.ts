/** Finds programs without running any. */

import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

const LAUNCHD_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';

/** The PATH of a program started from a dock or a menu: launchd's, or the PATH of systemd and display managers. */
export function guiPath(platform: NodeJS.Platform): string {
  return platform === 'darwin' ? LAUNCHD_PATH : `/usr/local/bin:${LAUNCHD_PATH}`;
}

/** Finds an executable by name in a PATH; undefined if there is none. */
function findProgram(name: string, path: string): string | undefined {
  const folders = path.split(':').filter((folder) => folder.startsWith('/'));
  return folders.map((folder) => join(folder, name)).find((file) => stateOf(file) === 'runs');
}

/** Whether a file is a program. */
export function stateOf(file: string): 'runs' | 'missing' | 'not-executable' {
  try {
    if (!statSync(file).isFile()) return 'not-executable';
  } catch {
    return 'missing';
  }
  try {
    accessSync(file, constants.X_OK);
    return 'runs';
  } catch {
    return 'not-executable';
  }
}

/** The program that a script finds on the PATH with `#!/usr/bin/env NAME`; undefined for other files. */
function wantedInterpreter(file: string): string | undefined {
  const [, name] = /^#!\s*\S*\/env(?:\s+-\S+)*\s+(\S+)/.exec(beginning(file)) ?? [];
  return name === undefined ? undefined : basename(name);
}

function beginning(file: string): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const buffer = Buffer.alloc(256);
    return buffer.toString('latin1', 0, readSync(descriptor, buffer));
  } catch {
    return '';
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

// The program of a command in the file system. It is not run.

/** The interpreter of a script, and where this process finds it. */
interface Interpreter {
  readonly name: string;
  readonly here: string | undefined;
}

/** The first word of a command. */
export type ProgramFact =
  /** An absolute path. `interpreter` is what a script looks for on the PATH, if a GUI's has it not. */
  | {
      readonly kind: 'path';
      readonly state: ReturnType<typeof stateOf>;
      readonly interpreter: Interpreter | undefined;
    }
  /** A path that depends on the folder that it is run in. */
  | { readonly kind: 'relative' }
  /** Where this process finds a name, and where a program started from a GUI finds it. */
  | {
      readonly kind: 'name';
      readonly here: string | undefined;
      readonly inGui: string | undefined;
    };

/** Builtins of shells, and words that change the meaning of the next word. */
const SHELL_WORDS = new Set('cd eval exec export if for set umask while . : ! {'.split(' '));

/** The search paths of this process, and of a program started from a GUI. */
interface Paths {
  readonly here: string;
  readonly inGui: string;
}

/** The program of a word; `undefined` where only a shell knows: a variable, a home, a word of its own. */
export function programFact(word: string, paths: Paths): ProgramFact | undefined {
  if (word === '' || /^[~$(]|=/.test(word) || SHELL_WORDS.has(word)) return undefined;
  if (word.startsWith('/')) return pathFact(word, paths);
  if (word.includes('/')) return { kind: 'relative' };
  const [here, inGui] = [findProgram(word, paths.here), findProgram(word, paths.inGui)];
  return { kind: 'name', here, inGui };
}

function pathFact(file: string, { here, inGui }: Paths): ProgramFact {
  const name = wantedInterpreter(file);
  const isThere = name === undefined || findProgram(name, inGui) !== undefined;
  const interpreter = isThere ? undefined : { name, here: findProgram(name, here) };
  return { kind: 'path', state: stateOf(file), interpreter };
}
