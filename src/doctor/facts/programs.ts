/** Looks for programs without running any. */

import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

const LAUNCHD_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';

/** What a program started from a dock or a menu gets as its PATH: launchd's, or that of systemd and of display managers. */
export function guiPath(platform: NodeJS.Platform): string {
  return platform === 'darwin' ? LAUNCHD_PATH : `/usr/local/bin:${LAUNCHD_PATH}`;
}

/** The program of a name in a PATH; undefined if there is none that can be run. */
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

/** The program that a script looks for on the PATH by `#!/usr/bin/env NAME`; undefined for others. */
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

// The program of a command, as the file system knows it. Nothing is run.

/** What a script is run by, and where this process finds it. */
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
  /** Where a name is found by this process, and by one that a GUI started. */
  | {
      readonly kind: 'name';
      readonly here: string | undefined;
      readonly inGui: string | undefined;
    };

/** What shells do themselves, or what changes the meaning of the word. */
const SHELL_WORDS = new Set('cd eval exec export if for set umask while . : ! {'.split(' '));

/** Where programs are looked for: by this process, and by one that a GUI started. */
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
