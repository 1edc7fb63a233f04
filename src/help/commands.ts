/** The pages of `swrole COMMAND --help`: usage, description, flags and examples. */

import { Command, type Option } from 'commander';
import { COMMANDS, type CommandEntry, type CommandName, TOPICS } from '../cli/commands.ts';
import { addFlags, addOwnFlags, type FlagUse, usesOf } from '../cli/flags.ts';
import type { Page, Row, Section } from './page.ts';

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
  exec: "Runs a command with the credentials of PROFILE in its environment, and without what would contradict them, such as `AWS_PROFILE`. `AWS_REGION` and `AWS_DEFAULT_REGION` are `--region`, else the profile's region, else what they were before swrole. Its exit status is swrole's, and signals reach it. `swrole PROFILE -- COMMAND...` is the same. Without PROFILE you pick it, at a terminal. With `--source`, PROFILE is the ARN of a role without a profile. With `--server` the command gets the address of a local endpoint that renews the credentials, as of `swrole serve`; it ends with the command. While the command runs, swrole asks nothing on its terminal: if a code is needed, a dialog asks where one can be shown, and `swrole login PROFILE` in another terminal helps too.",
  serve:
    'Gets the credentials of PROFILE and runs a local endpoint that gives them to AWS SDKs and renews them, until Ctrl-C. Prints the variables that lead every SDK to it. If a code is needed later, swrole asks for it here when a program requests credentials, before they end; until there is a code, programs get an error that says what to do. The endpoint is on 127.0.0.1 and requires the token in its variable. swrole refuses to start beside a `[default]` profile with credentials, because SDKs would use those instead.',
  login:
    'Gets the credentials of PROFILE and caches them, so that no code is needed later. Prints on stderr when they expire. With `--min-ttl`, credentials that end too soon are renewed. Without PROFILE it is the active role (`SWROLE_PROFILE`), else `AWS_PROFILE`, else you pick it, at a terminal.',
  logout:
    'Removes the cached sessions and answers of PROFILE, its stored failure, the copies of its session that other profiles keep, and what `swrole write` put into the credentials file for it; with `--all` those of every profile. The next use gets new credentials. AWS is not told: what a program has been given stays valid until its end. Without PROFILE it is the active role (`SWROLE_PROFILE`), else `AWS_PROFILE`; it never asks which. `--all` also removes the history of the picker.',
  list: 'Shows every profile: where its credentials come from, its account, role and region, whether it needs a code and who gives that. Nothing is decrypted, asked or called for it.',
  status:
    'Shows what is cached, of PROFILE, of the active role (`SWROLE_PROFILE`, else `AWS_PROFILE`), or without one of all: for whom, the time that is left, the MFA device, and the last failure of each profile, which some SDKs do not show. Nothing is decrypted, asked or called for it.',
  whoami:
    'Gets the credentials of PROFILE as any use of it would, and asks STS which identity they belong to: the account and the ARN. Without PROFILE it is the active role (`SWROLE_PROFILE`), else `AWS_PROFILE`, else you pick it, at a terminal.',
  console:
    'Signs in to the web console with the credentials of PROFILE and opens a browser. Where there is none, or with `--print`, it prints the URL: anyone who has it is signed in, for about 15 minutes from then. Without PROFILE it is the active role (`SWROLE_PROFILE`), else `AWS_PROFILE`, else you pick it, at a terminal.',
  setup:
    'Adds `[profile APP]` to the config file, with a `credential_process` that gives the credentials of profile ROLE, so that programs can use APP. Every other byte of the file stays, and a backup is kept. Without names it asks, at a terminal.',
  write:
    'Writes temporary keys of PROFILE into the section `[PROFILE-keys]` of the credentials file, for tools that only read files. Every other byte of the file stays, a backup is kept, and its mode becomes 0600. The same command again renews the section. Long-term keys are never written, and a section that swrole did not write is never changed. `--dotenv` writes a file for `docker run --env-file` and Compose instead. `swrole logout` and `--remove` take a section away.',
  doctor:
    'Reads the files as each SDK would and says what is wrong: where, why it matters, and the line to write. It changes nothing. The exit code is 1 if one of the findings is an error.',
  init: "Prints the integration of a shell, for the shell's start-up file. `swr PROFILE` and `swr off` then switch the current shell, `swr` alone lets you pick a profile, `swr -` goes back to the one before, and Tab completes commands, flags and profiles. `swr off` also brings back the region that was set before. A prompt finds the profile in `SWROLE_PROFILE` and its end in `AWS_CREDENTIAL_EXPIRATION`.",
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

/** The flags of the output format, for `swrole PROFILE`. */
export const formRows = (): readonly Row[] => sharedRows(['form']);

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
