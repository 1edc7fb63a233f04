/** Command lines that run swrole itself: by its name, or node with its file. */
import type { Base } from '../../config/base/bases.ts';
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

/** The profile that a command line asks swrole for; undefined if it does not run swrole. */
export function swroleProfile(command: string): string | undefined {
  const call = swroleCall(command);
  return call && profileAmong(call.args);
}

/** The profile that the process at the base of a chain asks swrole for; undefined for another program, or none. */
export function swroleBehind(base: Base): string | undefined {
  return base.kind === 'process' ? swroleProfile(base.credentialProcess.command) : undefined;
}

function profileAmong(args: readonly string[]): string | undefined {
  let operand: string | undefined;
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? '';
    if (word === '-p' || word === '--profile') return args[index + 1];
    if (word.startsWith('--profile=')) return word.slice('--profile='.length);
    if (VALUED.has(word)) index++;
    else if (!word.startsWith('-')) operand ??= word;
  }
  return operand;
}
