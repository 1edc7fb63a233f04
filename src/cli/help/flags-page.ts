/** `swrole help flags`: every flag, and which commands take it. */
import { COMMANDS, type CommandEntry } from '../commands.ts';
import { usesOf } from '../flags.ts';
import { credentialRows, everywhereRows, formRows, ownRows, variableRows } from './flag-rows.ts';
import type { Page, Section } from './page.ts';

const commands = Object.entries<CommandEntry>(COMMANDS);

const credentialCommands = commands
  .filter(([, { credentials }]) => credentials)
  .map(([name]) => name);

const variableCommands = commands
  .filter(([, entry]) => usesOf(entry).includes('variables'))
  .map(([name]) => name);

const ownSections = commands
  .map(([name, entry]): Section => ({ title: name, rows: ownRows(entry) }))
  .filter(({ rows }) => rows?.length);

/** The flags by who takes them. */
export const flagsPage: Page = [
  { title: 'swrole PROFILE', rows: formRows() },
  { title: `swrole PROFILE, ${variableCommands.join(', ')}`, rows: variableRows() },
  { title: `swrole PROFILE, ${credentialCommands.join(', ')}`, rows: credentialRows() },
  ...ownSections,
  { title: 'Everywhere', rows: everywhereRows },
];
