/** The pages of the help: what a page is, the page of each command, and a page as text. */

import { Command, type Option } from 'commander';
import { COMMANDS, type CommandEntry, type CommandName, TOPICS } from '../cli/commands.ts';
import { addFlags, addOwnFlags, type FlagUse, usesOf } from '../cli/flags.ts';
import { type Style, wrapWords } from '../ui/format.ts';

const INDENT = '  ';

/** Longer lines are hard to read, even on a wide terminal. */
const WIDEST = 120;

/** The text of a page for a stream with this many columns. */
export function pageText(page: Page, columns: number, style: Pick<Style, 'bold'>): string {
  const width = Math.min(columns, WIDEST);
  return `${page.map((section) => sectionText(section, width, style)).join('\n\n')}\n`;
}

function sectionText(section: Section, width: number, { bold }: Pick<Style, 'bold'>): string {
  const blocks = sectionBlocks(section, width).filter((lines) => lines.length > 0);
  const body = blocks.map((lines) => lines.join('\n')).join('\n\n');
  return section.title === undefined ? body : `${bold(`${section.title}:`)}\n${body}`;
}

/** Text without a title is not indented; everything else is indented below its title. */
function sectionBlocks({ title, text, lines = [], rows = [] }: Section, width: number) {
  const margin = title === undefined ? '' : INDENT;
  return [
    text === undefined ? [] : indented(wrap(text, width - margin.length), margin),
    indented(lines, INDENT),
    indented(rowLines(rows, width - INDENT.length), INDENT),
  ];
}

const indented = (lines: readonly string[], indent: string) =>
  lines.map((line) => `${indent}${line}`);

/** The indentation of a meaning below its term. */
const BELOW = 6;

/**
 * Terms on the left, meanings on the right. The meaning is below its term if the term needs half the width, or if the
 * meaning does not fit beside it.
 */
function rowLines(rows: readonly Row[], width: number): readonly string[] {
  const fitting = rows.map(([term]) => term.length).filter((length) => length < width / 2);
  const column = fitting.length === 0 ? BELOW : Math.max(...fitting) + INDENT.length;
  return rows.flatMap(([term, meaning]) => {
    const beside = meaningLines(meaning, column, width);
    const [first = '', ...rest] = beside;
    const fits = term.length < column && beside.every((line) => line.length <= width);
    if (fits) return [`${term.padEnd(column)}${first.trimStart()}`, ...rest];
    return [term, ...meaningLines(meaning, BELOW, width)];
  });
}

const meaningLines = (meaning: string, column: number, width: number) =>
  indented(wrap(meaning, width - column), ' '.repeat(column));

// A help page as data, which the terminal, the README and the man page share.

/** A term or a command line, and its meaning. */
export type Row = readonly [term: string, meaning: string];

/** A section of a page; its parts are printed in this order. Backquotes in texts and meanings mark literal text. */
export interface Section {
  /** Absent if the text needs no title. */
  readonly title?: string;
  readonly text?: string;
  /** Lines that are printed unchanged, such as usage. */
  readonly lines?: readonly string[];
  readonly rows?: readonly Row[];
}

/** A page: its sections from top to bottom. */
export type Page = readonly Section[];

// Wrapping. Text in backquotes is literal, and is never broken.

/** A word, which includes spaces inside backquotes. */
const WORD = /(?:`[^`]*`|[^ `])+/g;

/** The lines of a paragraph without the backquotes. A line that is too long is a single word. */
function wrap(text: string, width: number): readonly string[] {
  const words = text.match(WORD) ?? [];
  return wrapWords(
    words.map((word) => word.replaceAll('`', '')),
    width,
  );
}

// The pages of `swrole COMMAND --help`: usage, description, flags and examples.

/** Usage lines: one per name or alias of a command, such as `swrole list` and `swrole ls`. */
export function usageLines(name: CommandName): readonly string[] {
  const { aliases = [], operands, flags, credentials }: CommandEntry = COMMANDS[name];
  const takes = flags.length > 0 || credentials ? ['[flags]'] : [];
  return [name, ...aliases].map((word) =>
    ['swrole', word, ...takes, operands].filter(Boolean).join(' '),
  );
}

/** The help page of a command. */
export function commandPage(name: CommandName): Page {
  const entry: CommandEntry = COMMANDS[name];
  return [
    { title: 'Usage', lines: usageLines(name) },
    { text: COMMAND_TEXTS[name] },
    { title: 'Flags', rows: commandRows(entry) },
    ...(name === 'help' ? [topicSection()] : []),
    { title: 'Examples', rows: entry.examples },
  ];
}

function topicSection(): Section {
  return { title: 'Topics', rows: Object.entries(TOPICS) };
}

/** What each command does, in two or three sentences. */
export const COMMAND_TEXTS: Readonly<Record<CommandName, string>> = {
  exec: "Runs a command with the credentials of PROFILE in its environment, and without what would contradict them, such as `AWS_PROFILE`. `AWS_REGION` and `AWS_DEFAULT_REGION` are `--region`, else the profile's region, else what they were before swrole. Its exit status is swrole's, and signals reach it. `swrole PROFILE -- COMMAND...` is the same. Without PROFILE you pick it, at a terminal. A profile with `confirm = true` asks for its name first, at a terminal. With `--source`, PROFILE is the ARN of a role without a profile. With `--server` the command gets the address of a local endpoint that renews the credentials, as of `swrole serve`; it ends with the command. While the command runs, swrole asks nothing on its terminal: if a code is needed, a dialog asks where one can be shown, and `swrole login PROFILE` in another terminal helps too.",
  serve:
    'Gets the credentials of PROFILE and runs a local endpoint that gives them to AWS SDKs and renews them, until Ctrl-C. Prints the variables that lead every SDK to it. If a code is needed later, swrole asks for it here when a program requests credentials, before they end; until there is a code, programs get an error that says what to do. The endpoint is on 127.0.0.1 and requires the token in its variable. swrole refuses to start beside a `[default]` profile with credentials, because SDKs would use those instead.',
  login:
    'Gets the credentials of PROFILE and caches them, so that no code is needed later. Prints on stderr when they expire. With `--min-ttl`, credentials that end too soon are renewed. Without PROFILE it is the active role (`SWROLE_PROFILE`), else `AWS_PROFILE`, else you pick it, at a terminal.',
  logout:
    'Removes the cached sessions and answers of PROFILE, its stored failure, the copies of its session that other profiles keep, and what `swrole write` put into the credentials file for it; with `--all` those of every profile. The next use gets new credentials. AWS is not told: what a program has been given stays valid until its end. Without PROFILE it is the active role (`SWROLE_PROFILE`), else `AWS_PROFILE`; it never asks which. `--all` also removes the history of the picker.',
  list: 'Shows the profiles: where their credentials come from, their account, role and region, whether they need a code and who gives that. With words, only profiles with one of them in their name. The order is that of the config file; profiles that only the credentials file has come after it. On a terminal `*` marks the profile of this shell, names have their `color`, and `!` marks those that ask for their name (`confirm = true`), and columns for which there is no room are left out: source, code, kind, region, role, in this order; then long names are shortened with `…`. A pipe and `--json` get everything. Nothing is decrypted, asked or called for it.',
  status:
    'Shows what is cached: the profile, whose credentials they are, the time that is left, and the last failure of each profile, which some SDKs do not show. Without PROFILE it is of the active role (`SWROLE_PROFILE`, else `AWS_PROFILE`), and without one of all. `--all` shows every profile, and also the name of each session, its MFA device and key, whether the code of this moment is used, and the answers that are ready; with PROFILE it shows these of that profile. On a terminal `*` marks the profile of this shell, and where there is no room, columns are left out and long names are shortened with `…`; a pipe and `--json` get all. Nothing is decrypted, asked or called for it.',
  whoami:
    'Gets the credentials of PROFILE as any use of it would, and asks STS which identity they belong to: the account and the ARN. Without PROFILE it is the active role (`SWROLE_PROFILE`), else `AWS_PROFILE`, else you pick it, at a terminal.',
  console:
    'Signs in to the web console with the credentials of PROFILE and opens a browser: that of its `console_browser`, such as a container of Firefox or a profile of Chrome, so that several consoles can be open at once. `--sign-out` first ends the session that the browser has. A user with keys and no role gets a session of GetFederationToken, with the permissions of the user, without MFA and without a code. Where no browser can be opened, or with `--print`, it prints the URL: anyone who has it is signed in, for about 15 minutes from then. A profile with `confirm = true` asks for its name first, at a terminal. Without PROFILE it is the active role (`SWROLE_PROFILE`), else `AWS_PROFILE`, else you pick it, at a terminal.',
  setup:
    'Adds profiles to the config file. Every other byte of the file stays, and a backup is kept. With APP and ROLE it adds `[profile APP]`, with a `credential_process` that gives the credentials of profile ROLE, so that programs can use APP. The command is a launcher in `~/.aws/swrole/bin`, which prints a stored answer without starting node. For a role that no profile has, it begins with your keys: it asks for the ARN of the role, finds your MFA device, offers the programs on this machine that print codes, shows the lines, writes both profiles after a yes, and signs in once. It asks at a terminal; every question has a flag, so that it works without one too.',
  write:
    'Writes temporary keys of PROFILE into the section `[PROFILE-keys]` of the credentials file, for tools that only read files. Every other byte of the file stays, a backup is kept, and its mode becomes 0600. The same command again renews the section. Long-term keys are never written, and a section that swrole did not write is never changed. `--dotenv` writes a file for `docker run --env-file` and Compose instead. `swrole logout` and `--remove` take a section away.',
  keys: 'Keeps the long-term access key of an IAM user in the keychain of the operating system instead of the credentials file. `add` asks for the key, or takes it from the credentials file (`--from`) or stdin (`--stdin`), asks AWS whose it is, shows the changes of the files, and gives `[profile NAME]` a `credential_process` that gives the key to SDKs: roles name it as `source_profile`. With `--from`, the credentials file then loses the key. `list` shows names, users and ages, without the keychain. `rotate` creates a new key, proves and stores it, and deletes the old one; a rotation that was interrupted goes on at the next run. `remove` takes the key out of the keychain and the line out of the profile; at AWS it stays. `print` is what SDKs run. A key is never an argument.',
  doctor:
    'Reads the files as each SDK would and says what is wrong: where, why it matters, and the line to write. It changes nothing. The exit code is 1 if one of the findings is an error.',
  init: "Prints the integration of a shell, for the shell's start-up file. `swr PROFILE` and `swr off` then switch the current shell, `swr` alone lets you pick a profile, `swr -` goes back to the one before, and Tab completes commands, flags and profiles. `swr off` also brings back the region that was set before. With `--prompt`, the prompt of bash, zsh or fish begins with the role and the time left, without a process for it. Other prompts find the profile in `SWROLE_PROFILE` and its end in `AWS_CREDENTIAL_EXPIRATION`. In the shell that `swrole PROFILE` opens, `swr` alone renews the role instead. Words that are wrong change nothing; a switch that fails takes the role away. Without a terminal, `swr` says which role the shell has.",
  version: 'Prints the version of swrole, as `swrole --version` does.',
  help: 'Shows how a command is used, as `swrole COMMAND --help` does, or more on a topic.',
};

// The flags as help shows them, from the definitions of the parser.

const HELP_FLAG: Row = ['-h, --help', 'this help'];

/** `--duration <time>` → `--duration TIME`, as usage writes placeholders. */
function row({ flags, description }: Option): Row {
  const term = flags.replace(/<(.+)>/, (_, name: string) => name.toUpperCase());
  return [term.startsWith('--') ? `    ${term}` : term, description];
}

const sharedRows = (uses: readonly FlagUse[]): readonly Row[] =>
  addFlags(new Command(), uses).options.map(row);

/** The flags that only `swrole PROFILE` takes: its output format, and what it shows and asks. */
export const formRows = (): readonly Row[] => sharedRows(['form', 'switch']);

/** The flags of commands that set variables. */
export const variableRows = (): readonly Row[] => sharedRows(['variables']);

/** The flags of commands that get credentials. */
export const credentialRows = (): readonly Row[] => sharedRows(['profile', 'credentials']);

/** A command's own flags, without the shared ones. */
export function ownRows(entry: CommandEntry): readonly Row[] {
  const own = addOwnFlags(new Command(), entry.flags).options.map(row);
  const shared = usesOf(entry).filter((use) => use !== 'diagnosis');
  return entry.credentials ? own : [...own, ...sharedRows(shared)];
}

/** All flags of a command. */
function commandRows(entry: CommandEntry): readonly Row[] {
  const own = addOwnFlags(new Command(), entry.flags).options.map(row);
  return [...own, ...sharedRows(usesOf(entry)), HELP_FLAG];
}

/** The flags that every command takes. */
export const everywhereRows: readonly Row[] = [
  ...sharedRows(['diagnosis']),
  HELP_FLAG,
  ['-V, --version', 'the version'],
];
