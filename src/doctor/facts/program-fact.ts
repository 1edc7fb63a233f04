/** The program of a command, as the file system knows it. Nothing is run. */
import { findProgram, stateOf, wantedInterpreter } from './programs.ts';

/** What a script is run by, and where this process finds it. */
export interface Interpreter {
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
export interface Paths {
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
