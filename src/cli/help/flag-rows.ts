/** The flags as the help shows them, taken from what the parser knows. */
import { Command, type Option } from 'commander';
import type { CommandEntry } from '../commands.ts';
import { addFlags, addOwnFlags, type FlagUse, usesOf } from '../flags.ts';
import type { Row } from './page.ts';

const HELP_FLAG: Row = ['-h, --help', 'this help'];

/** `--duration <time>` → `--duration TIME`, as usage writes what is to be filled in. */
function row({ flags, description }: Option): Row {
  const term = flags.replace(/<(.+)>/, (_, name: string) => name.toUpperCase());
  return [term.startsWith('--') ? `    ${term}` : term, description];
}

const sharedRows = (uses: readonly FlagUse[]): readonly Row[] =>
  addFlags(new Command(), uses).options.map(row);

/** The flags that say what is printed: those of `swrole PROFILE`. */
export const formRows = (): readonly Row[] => sharedRows(['form']);

/** The flags of whatever sets variables. */
export const variableRows = (): readonly Row[] => sharedRows(['variables']);

/** The flags of whatever obtains credentials. */
export const credentialRows = (): readonly Row[] => sharedRows(['profile', 'credentials']);

/** The flags that a command takes beside those of whatever obtains credentials, and those that every command takes. */
export function ownRows(entry: CommandEntry): readonly Row[] {
  const own = addOwnFlags(new Command(), entry.flags).options.map(row);
  const shared = usesOf(entry).filter((use) => use !== 'diagnosis');
  return entry.credentials ? own : [...own, ...sharedRows(shared)];
}

/** All flags of a command. */
export function commandRows(entry: CommandEntry): readonly Row[] {
  const own = addOwnFlags(new Command(), entry.flags).options.map(row);
  return [...own, ...sharedRows(usesOf(entry)), HELP_FLAG];
}

/** The flags that need no command, or go with each. */
export const everywhereRows: readonly Row[] = [
  ...sharedRows(['diagnosis']),
  HELP_FLAG,
  ['-V, --version', 'the version'],
];
