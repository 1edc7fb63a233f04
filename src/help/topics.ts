/** The help page of each subject: the overview, and the topics of `swrole help TOPIC`. Only `commands/help.ts` loads this file, lazily. */

import {
  COMMANDS,
  type CommandEntry,
  type HelpSubject,
  TOPIC_NAMES,
  type TopicName,
} from '../cli/commands.ts';
import { usesOf } from '../cli/flags.ts';
import type { Format } from '../formats/document.ts';
import { CALL_KEYS, environmentPage, ROLE_KEYS, SOURCE_KEYS } from './keys.ts';
import {
  commandPage,
  credentialRows,
  everywhereRows,
  formRows,
  ownRows,
  type Page,
  type Row,
  type Section,
  variableRows,
} from './page.ts';

/** `swrole help config`: all profile keys, grouped as in the README. */
export const configPage: Page = [
  {
    text: 'The keys of a `[profile NAME]` in `~/.aws/config`, or of a `[NAME]` in `~/.aws/credentials`.',
  },
  { title: 'Where credentials come from', rows: SOURCE_KEYS },
  { title: 'The role', rows: ROLE_KEYS },
  { title: 'The call', rows: CALL_KEYS.map(({ key, meaning }): Row => [key, meaning]) },
  { text: 'A variable comes before a key of the call: see `swrole help environment`.' },
];

// `swrole help flags`: all flags, and which commands take them.

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

/** All flags, grouped by the commands that take them. */
export const flagsPage: Page = [
  { title: 'swrole PROFILE', rows: formRows() },
  { title: `swrole PROFILE, ${variableCommands.join(', ')}`, rows: variableRows() },
  { title: `swrole PROFILE, ${credentialCommands.join(', ')}`, rows: credentialRows() },
  ...ownSections,
  { title: 'Everywhere', rows: everywhereRows },
];

/** The meaning of swrole's exit codes, for help, the README and the man page. */
export const EXIT_CODES: readonly Row[] = [
  ['0', 'done'],
  ['1', 'a bug, a broken installation, a limit of the system, or a failed write'],
  ['2', 'the command line'],
  ['3', 'the configuration'],
  ['4', 'no code, or no confirmation: no way to ask, cancelled, refused'],
  ['5', 'AWS refused, or could not be reached'],
  ['130', 'interrupted by Ctrl-C; 143 by SIGTERM, 129 by SIGHUP'],
];

/** Exit codes of single commands. */
export const EXIT_NOTE =
  "`serve` ends by the signal that ends it. `exec` gives the command's own; 126 and 127 if it cannot be run. `doctor` gives 1 if it finds an error.";

/** The page of `swrole help exit-codes`. */
const exitCodesPage: Page = [{ title: 'Exit codes', rows: EXIT_CODES }, { text: EXIT_NOTE }];

/** A format of `-f`: what it is for and how to use it. */
interface FormatText {
  readonly for: string;
  /** The command line, or the file that it belongs in. */
  readonly use: string;
}

/** The formats by name, for help, the README and the man page, in their order. */
export const FORMAT_TEXTS: Readonly<Record<Format, FormatText>> = {
  sh: { for: 'sh, dash, bash, zsh, ksh', use: '`eval $(swrole project-dev)`' },
  fish: { for: 'fish', use: '`eval (swrole -f fish project-dev)`' },
  powershell: {
    for: 'PowerShell',
    use: '`swrole -f powershell project-dev | Out-String | Invoke-Expression`',
  },
  cmd: {
    for: 'cmd.exe',
    use: '`for /f "delims=" %i in (\'swrole -f cmd project-dev\') do @%i`',
  },
  nu: { for: 'Nushell', use: '`swrole -f nu project-dev | from json | load-env`' },
  dotenv: {
    for: '`docker run --env-file`',
    use: '`docker run --env-file <(swrole -f dotenv project-dev) IMAGE`',
  },
  json: { for: '`credential_process`', use: 'the same as `-j`' },
};

const texts = Object.entries(FORMAT_TEXTS);

/** The page of `swrole help formats`. */
export const formatsPage: Page = [
  {
    title: 'Formats',
    text: 'Where stdout is no terminal, `swrole PROFILE` prints statements for the `eval` of sh. `-o` does so on a terminal too, and `-f` gives another form:',
    rows: texts.map(([name, { for: whom }]) => [name, whom]),
  },
  {
    title: 'Use',
    lines: texts.filter(([name]) => name !== 'json').map(([, { use }]) => use.replaceAll('`', '')),
  },
  {
    text: "They set the credentials, the account, the profile and its region, and unset what would contradict these. `--region` sets another region than the profile's; `-j` has none and refuses it. The region that was set before swrole comes back with the next profile that has none, with `swr off` and after a failure. Without credentials they unset the old ones, and the evaluation fails.",
  },
];

/** The pages by topic name. */
const TOPIC_PAGES: Readonly<Record<TopicName, Page>> = {
  config: configPage,
  environment: environmentPage,
  'exit-codes': exitCodesPage,
  flags: flagsPage,
  formats: formatsPage,
};

/** The page of a subject. */
export function pageOf(subject: Exclude<HelpSubject, { readonly kind: 'version' }>): Page {
  if (subject.kind === 'overview') return overview;
  return subject.kind === 'command' ? commandPage(subject.name) : TOPIC_PAGES[subject.name];
}

// `swrole --help`: an overview on one screen of 24 lines. Flags have their own pages.

/** The three most common uses. */
export const USES: readonly Row[] = [
  ['credential_process = swrole -j PROFILE', 'every AWS SDK: a line of ~/.aws/config'],
  ['eval $(swrole PROFILE)', 'this shell; without eval, a new one'],
  ['swrole exec PROFILE -- COMMAND...', 'one command'],
];

const commandRows = Object.entries(COMMANDS)
  .filter(([name]) => name !== 'help' && name !== 'version')
  .map(([name, { summary }]): Row => [name, summary]);

/** Without a title, which would be one line too many for a screen. */
const MORE = `swrole help TOPIC: a command, ${TOPIC_NAMES.join(', ')}`;

/** The purpose of swrole in one sentence. */
export const PURPOSE =
  'AWS credentials of a profile of ~/.aws/config, for SDKs, shells and commands.';

/** The overview page. */
const overview: Page = [
  { text: PURPOSE },
  { title: 'Usage', rows: USES },
  { title: 'Commands', rows: commandRows },
  { text: MORE },
];
