/** Command lines that run swrole itself: by its name, or node with its file. */
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

/** The profile that a command line asks swrole for; undefined if it does not run swrole. */
export function swroleProfile(command: string): string | undefined {
  const { words } = commandWords(command);
  const start = words.findIndex((word) => PROGRAM.test(word));
  return start < 0 ? undefined : profileAmong(words.slice(start + 1));
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
