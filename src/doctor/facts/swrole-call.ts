/** Command lines that run swrole itself: by its name, or node with its file. */
import type { Base } from '../../config/base/bases.ts';
import { COMMAND_NAMES } from '../../hot/command-names.ts';
import { commandWords } from './command-words.ts';

const PROGRAM = /(?:^|[/\\])swrole(?:\.(?:cjs|cmd|exe|ps1))?$/i;

/** Flags whose value is the next word. */
const VALUED = new Set([
  '-t',
  '--token',
  '-f',
  '--format',
  '--duration',
  '--session-name',
  '--min-ttl',
  '--region',
]);

/** A command line that runs swrole. */
export interface SwroleCall {
  /** The words that come before swrole, such as node. */
  readonly before: readonly string[];
  readonly args: readonly string[];
}

/** A command line as a call of swrole; undefined if it does not run swrole. */
export function swroleCall(command: string): SwroleCall | undefined {
  const { words } = commandWords(command);
  const start = words.findIndex((word) => PROGRAM.test(word));
  if (start < 0) return undefined;
  return { before: words.slice(0, start), args: words.slice(start + 1) };
}

/** The profile whose credentials a command line asks swrole for; undefined if it does not run swrole, or a command of it. */
export function swroleProfile(command: string): string | undefined {
  const asked = askedOf(command);
  return asked?.command === undefined ? asked?.profile : undefined;
}

/** The command of swrole that a command line runs, such as `list`. */
export function swroleCommand(command: string): string | undefined {
  return askedOf(command)?.command;
}

/** The profile that the process at the base of a chain asks swrole for; undefined for another program, or none. */
export function swroleBehind(base: Base): string | undefined {
  return base.kind === 'process' ? swroleProfile(base.credentialProcess.command) : undefined;
}

interface Asked {
  readonly command: string | undefined;
  readonly profile: string | undefined;
}

/** As swrole itself reads its words: the first that is no flag is a command, if there is one of that name. */
function askedOf(line: string): Asked | undefined {
  const call = swroleCall(line);
  if (call === undefined) return undefined;
  let [operand, named]: (string | undefined)[] = [];
  for (let index = 0; index < call.args.length; index++) {
    const word = call.args[index] ?? '';
    if (word === '--') break;
    if (word === '-p' || word === '--profile') named ??= call.args[++index];
    else if (word.startsWith('--profile=')) named ??= word.slice('--profile='.length);
    else if (VALUED.has(word)) index++;
    else if (!word.startsWith('-')) operand ??= word;
  }
  const isCommand = operand !== undefined && COMMAND_NAMES.has(operand);
  return { command: isCommand ? operand : undefined, profile: named ?? operand };
}
