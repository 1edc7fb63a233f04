/** The commands of the config files, and where their programs are found. Nothing is run. */
import type { Location } from '../../config/config-error.ts';
import { processKeys, tokenKeys } from '../../config/keys.ts';
import { commandLineOf, type RawProfile } from '../../config/profile/raw-profile.ts';
import type { Environment } from '../../system.ts';
import { commandWords } from './command-words.ts';
import { findProgram, GUI_PATH, stateOf, wantedInterpreter } from './programs.ts';

/** What a script is run by, and where this process finds it. */
export interface Interpreter {
  readonly name: string;
  readonly here: string | undefined;
}

/** The first word of a command, as the file system knows it. */
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

/** One command line. */
export interface CommandFact {
  readonly profile: string;
  readonly key: string;
  readonly command: string;
  readonly at: Location;
  /** The first word; empty for a command line of nothing but white space. */
  readonly word: string;
  /** `undefined` where only a shell knows: a variable, a home, a word of its own. */
  readonly program: ProgramFact | undefined;
}

const KEYS = [
  processKeys.credentialProcess,
  tokenKeys.generateToken,
  tokenKeys.mfaProcess,
] as const;

/** What shells do themselves, or what changes the meaning of the word. */
const SHELL_WORDS = new Set([
  'cd',
  'eval',
  'exec',
  'export',
  'if',
  'for',
  'set',
  'umask',
  'while',
  '.',
  ':',
  '!',
  '{',
]);

/** The commands of these profiles. */
export function gatherCommands(
  profiles: readonly RawProfile[],
  env: Environment,
  platform: NodeJS.Platform,
): readonly CommandFact[] {
  return profiles.flatMap((raw) =>
    KEYS.flatMap((key) => {
      const line = commandLineOf(raw, key);
      if (line === undefined) return [];
      const word = commandWords(line.command).words[0] ?? '';
      const program = platform === 'win32' ? undefined : programFact(word, env);
      return [{ profile: raw.name, key, ...line, word, program }];
    }),
  );
}

function programFact(word: string, { PATH = '' }: Environment): ProgramFact | undefined {
  if (word === '' || /^[~$(]|=/.test(word) || SHELL_WORDS.has(word)) return undefined;
  if (word.startsWith('/')) return pathFact(word, PATH);
  if (word.includes('/')) return { kind: 'relative' };
  return { kind: 'name', here: findProgram(word, PATH), inGui: findProgram(word, GUI_PATH) };
}

function pathFact(file: string, path: string): ProgramFact {
  const name = wantedInterpreter(file);
  const isThere = name === undefined || findProgram(name, GUI_PATH) !== undefined;
  const interpreter = isThere ? undefined : { name, here: findProgram(name, path) };
  return { kind: 'path', state: stateOf(file), interpreter };
}
