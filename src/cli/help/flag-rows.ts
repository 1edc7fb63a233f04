/** The flags as the help shows them, taken from what the parser knows. */
import { Command, type Option } from 'commander';
import type { CommandEntry } from '../command-table.ts';
import { addFlags, addOwnFlags } from '../flags.ts';
import type { Row } from './page.ts';

/** The flags that choose a form to print, which no command has. */
const FORM_FLAGS = new Set(['json', 'export', 'format']);

const HELP_FLAG: Row = ['-h, --help', 'this help'];

/** `--duration <time>` → `--duration TIME`, as usage writes what is to be filled in. */
function row({ flags, description }: Option): Row {
  const term = flags.replace(/<(.+)>/, (_, name: string) => name.toUpperCase());
  return [term.startsWith('--') ? `    ${term}` : term, description];
}

const programFlags = () => addFlags(new Command()).options;

/** The flags that say what is printed: those of `swrole PROFILE`. */
export function formRows(): readonly Row[] {
  return programFlags()
    .filter((option) => FORM_FLAGS.has(option.attributeName()))
    .map(row);
}

/** The flags of whatever obtains credentials. */
export function credentialRows(): readonly Row[] {
  return programFlags()
    .filter((option) => !FORM_FLAGS.has(option.attributeName()))
    .map(row);
}

/** The flags that a command takes beside those of whatever obtains credentials. */
export function ownRows({ flags, credentials, operands }: CommandEntry): readonly Row[] {
  const own = addOwnFlags(new Command(), flags).options.map(row);
  if (credentials || !operands.includes('PROFILE')) return own;
  const profile = programFlags().filter((option) => option.attributeName() === 'profile');
  return [...own, ...profile.map(row)];
}

/** All flags of a command. */
export function commandRows(entry: CommandEntry): readonly Row[] {
  return [...ownRows(entry), ...(entry.credentials ? credentialRows() : []), HELP_FLAG];
}

/** The flags of the program itself. */
export const programRows: readonly Row[] = [HELP_FLAG, ['-V, --version', 'the version']];
