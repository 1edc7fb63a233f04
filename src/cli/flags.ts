/** Defines the flags of all commands for parsing, help, completion and the man page, and validates their values. */

import { durationSeconds } from '../config/profile/rules.ts';
import { FORMATS, type Format, isFormat } from '../formats/document.ts';
import { ROLE_SECONDS, SESSION_NAME } from '../util/aws-limits.ts';
import { shownWords } from '../util/secret-text.ts';
import { didYouMean } from '../util/text.ts';
import type { CommandEntry, CommandFlag } from './commands.ts';
import { UsageError } from './errors.ts';
import type { CredentialOptions } from './invocation.ts';

/** The flag values as commander collects them. */
export interface Flags {
  readonly json?: true;
  readonly export?: true;
  readonly format?: string;
  readonly profile?: string;
  readonly source?: string;
  readonly token?: string;
  readonly duration?: string;
  readonly sessionName?: string;
  readonly minTtl?: string;
  readonly refresh?: true;
  readonly cache: boolean;
  readonly prompt: boolean;
  readonly debug?: true;
  readonly all?: true;
  readonly service?: string;
  readonly region?: string;
  readonly destination?: string;
  readonly print?: true;
  readonly signOut?: true;
  readonly force?: true;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly roleArn?: string;
  readonly mfaSerial?: string;
  readonly generateToken?: string;
  readonly mfaSession?: string;
  readonly online?: true;
  readonly as?: string;
  readonly dotenv?: string;
  readonly remove?: string;
  readonly from?: string;
  readonly stdin?: true;
  readonly server?: true;
  readonly quiet?: true;
}

/** A receiver of flag definitions: a commander command, or the flag list of completion, which does not load commander. */
export interface FlagTaker {
  option(flags: string, description: string): this;
}

/** Groups of shared flags; a command takes whole groups. */
export type FlagUse = 'form' | 'switch' | 'variables' | 'profile' | 'credentials' | 'diagnosis';

type Definition = readonly [flags: string, description: string];

const TOKEN_TEXT = 'the one-time code (- reads it from stdin)';

const SOURCE_TEXT = 'the profile that assumes the role, if PROFILE is its ARN';

const CONFIRMED: Definition = ['--yes', 'use a profile with confirm = true without the question'];

/** The flags that several commands share, in the order of the help. */
const SHARED_FLAGS: readonly (readonly [FlagUse, ...Definition])[] = [
  ['form', '-j, --json', 'the Version 1 document of credential_process'],
  ['form', '-o, --export', 'shell statements, on a terminal too'],
  ['form', '-f, --format <format>', `another form: ${FORMATS.join(', ')}`],
  ['switch', '-q, --quiet', 'no line on the terminal about the role of the shell'],
  ['switch', ...CONFIRMED],
  ['variables', '--region <region>', "the region to set, instead of the profile's"],
  ['credentials', '-t, --token <code>', TOKEN_TEXT],
  ['profile', '-p, --profile <name>', 'the profile, also one that is named like a command'],
  ['credentials', '--source <profile>', SOURCE_TEXT],
  ['credentials', '--duration <time>', 'how long the session lasts: 3600, 45m, 1h30m'],
  ['credentials', '--session-name <name>', 'the role session name, as CloudTrail shows it'],
  ['credentials', '--min-ttl <time>', 'renew now if less than this is left'],
  ['credentials', '--refresh', 'ignore the cache and get new credentials'],
  ['credentials', '--no-cache', 'do not read or write the cache'],
  ['credentials', '--no-prompt', 'never ask for a code'],
  ['diagnosis', '--debug', 'log each step to stderr'],
];

/** The groups of `swrole PROFILE`, without a command. */
export const ALL_USES: readonly FlagUse[] = [
  'form',
  'switch',
  'variables',
  'profile',
  'credentials',
  'diagnosis',
];

/** The groups that a command takes. */
export function usesOf({ credentials, operands, flags, region }: CommandEntry): readonly FlagUse[] {
  const setsVariables = operands.endsWith('COMMAND...') || region || flags.includes('form');
  const variables = setsVariables ? (['variables'] as const) : [];
  if (credentials) return [...variables, 'profile', 'credentials', 'diagnosis'];
  return operands.includes('PROFILE') ? ['profile', 'diagnosis'] : ['diagnosis'];
}

/** Adds the shared flags of these groups. */
export function addFlags<Taker extends FlagTaker>(
  command: Taker,
  uses: readonly FlagUse[] = ALL_USES,
): Taker {
  for (const [use, ...definition] of SHARED_FLAGS)
    if (uses.includes(use)) command.option(...definition);
  return command;
}

/** The flags of help and version, which every command and only the program has. */
export const HELP_FLAG: Definition = ['-h, --help', 'this help'];
export const VERSION_FLAG: Definition = ['-V, --version', 'the version'];

/** The flags that single commands define for themselves. */
const OWN_FLAGS: Readonly<Record<CommandFlag, Definition>> = {
  json: ['-j, --json', 'for programs: JSON whose fields stay'],
  all: ['--all', 'of every profile'],
  details: ['--all', 'of every profile, and what swrole keeps for itself'],
  source: ['--source <profile>', SOURCE_TEXT],
  service: ['--service <name>', 'where in the console: s3, cloudwatch, …'],
  region: ['--region <region>', 'the region to show'],
  destination: ['--destination <url>', 'a page of the console'],
  print: ['--print', 'print the URL, and open nothing'],
  signOut: ['--sign-out', 'first end the session that the browser has'],
  force: ['--force', 'replace the line that is in the way'],
  dryRun: ['--dry-run', 'show what would change'],
  yes: ['--yes', 'write the profiles of --role-arn without a question'],
  roleArn: ['--role-arn <arn>', 'write a profile for this role too'],
  keys: ['--source <profile>', 'the profile that assumes it, or Environment'],
  mfaSerial: ['--mfa-serial <serial>', 'your MFA device, or none'],
  generateToken: ['--generate-token <command>', 'the command line that prints codes, or none'],
  mfaSession: ['--mfa-session <time>', 'one code for all roles: 12h, or off'],
  code: ['-t, --token <code>', TOKEN_TEXT],
  online: ['--online', "ask AWS too: this machine's clock, and the age of access keys"],
  as: ['--as <name>', 'the section to write, instead of PROFILE-keys'],
  dotenv: ['--dotenv <path>', 'write a file for containers, and no section'],
  remove: ['--remove <name>', 'remove a section that swrole has written'],
  from: [
    '--from <profile>',
    'take the keys of this profile of the credentials file, and remove them there',
  ],
  stdin: ['--stdin', 'read the access key id and its secret from stdin, a line each'],
  agreed: ['--yes', 'change the files without a question'],
  server: ['--server', 'a local endpoint that renews, instead of keys'],
  confirmed: CONFIRMED,
  segment: ['--prompt', 'also show the role in the prompt: bash, zsh, fish'],
  form: ['-f, --format <format>', `the form of the variables: ${FORMATS.join(', ')}`],
};

/** Adds a command's own flags. */
export function addOwnFlags<Taker extends FlagTaker>(
  command: Taker,
  flags: readonly CommandFlag[],
): Taker {
  for (const flag of flags) command.option(...OWN_FLAGS[flag]);
  return command;
}

// Reading words without commander: command lines in config files, of a shell that types, or with errors in them.

/** One flag. */
export interface Flag {
  /** `-p` and `--profile`, the long name last. */
  readonly names: readonly string[];
  readonly takesValue: boolean;
  readonly description: string;
}

/** A list of flags, in their order. */
export class FlagList implements FlagTaker {
  readonly flags: Flag[] = [];

  option(flags: string, description: string): this {
    const [names = '', value] = flags.split(/ (?=<)/);
    this.flags.push({ names: names.split(', '), takesValue: value !== undefined, description });
    return this;
  }
}

/** All flags, of the program and of its commands. */
function allFlags(): readonly Flag[] {
  const list = addFlags(new FlagList())
    .option(...HELP_FLAG)
    .option(...VERSION_FLAG);
  return addOwnFlags(list, Object.keys(OWN_FLAGS) as CommandFlag[]).flags;
}

/** Words as flags and operands, whatever command takes them. */
interface ReadWords {
  /** The given flags by their long names, with their values; of several the last. */
  readonly given: ReadonlyMap<string, string | undefined>;
  readonly operands: readonly string[];
  /** Whether `--` ends them. */
  readonly isEnded: boolean;
}

/** Reads words as commander does, but never fails. */
export function readWords(words: readonly string[]): ReadWords {
  const flags = allFlags();
  const given = new Map<string, string | undefined>();
  const operands: string[] = [];
  for (let index = 0; index < words.length; index++) {
    /** Whether the flag takes a value: in its own word, or else the next word. */
    const take = (name: string, attached: string | undefined): boolean => {
      const { names, takesValue } = flags.find((flag) => flag.names.includes(name)) ?? UNKNOWN;
      given.set(names.at(-1) ?? name, takesValue ? (attached ?? words[++index]) : undefined);
      return takesValue;
    };
    const word = words[index] ?? '';
    if (word === '--') return { given, operands, isEnded: true };
    const [name = '', value] = word.split(/=(.*)/s);
    if (!/^-./.test(word)) operands.push(word);
    else if (word.startsWith('--')) take(name, value);
    // Of a group such as `-jpNAME`, the last one may have a value.
    else
      for (let at = 1; at < word.length; at++)
        if (take(`-${word[at]}`, word.slice(at + 1) || undefined)) break;
  }
  return { given, operands, isEnded: false };
}

const UNKNOWN: Flag = { names: [], takesValue: false, description: '' };

/**
 * Validates the flags that control how swrole gets credentials.
 *
 * @throws UsageError
 */
export function credentialOptions(flags: Flags): CredentialOptions {
  return {
    token: flags.token,
    duration: duration(flags.duration),
    sessionName: sessionName(flags.sessionName),
    minTtl: flags.minTtl === undefined ? 0 : parseDuration(flags.minTtl, '--min-ttl'),
    refresh: flags.refresh ?? false,
    cache: flags.cache,
    prompt: flags.prompt,
    source: flags.source,
  };
}

function duration(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = parseDuration(text, '--duration');
  if (seconds >= ROLE_SECONDS.min && seconds <= ROLE_SECONDS.max) return seconds;
  throw new UsageError(`--duration ${text}: a session lasts from 15m to 12h`);
}

function sessionName(text: string | undefined): string | undefined {
  if (text === undefined || SESSION_NAME.pattern.test(text)) return text;
  throw new UsageError('--session-name takes 2 to 64 of the characters A-Z a-z 0-9 _ + = , . @ -');
}

/** The flag that selects the output format, as typed; `undefined` without one. */
export function formOf({ json, export: exported, format }: Flags): string | undefined {
  if (json) return '-j';
  if (exported) return '-o';
  return format !== undefined && isFormat(format) ? `-f ${format}` : undefined;
}

/**
 * The output format that one of `-j`, `-o` and `-f` selects.
 *
 * @throws UsageError
 */
export function selectedFormat({ json, export: exported, format }: Flags): Format | 'auto' {
  if ([json, exported, format].filter((flag) => flag !== undefined).length > 1) {
    throw new UsageError('--json, --export and --format exclude each other');
  }
  if (json) return 'json';
  if (exported) return 'sh';
  if (format === undefined) return 'auto';
  if (isFormat(format)) return format;
  const hint = didYouMean(format, FORMATS, `the formats are ${FORMATS.join(', ')}`);
  throw new UsageError(`unknown format ${shownWords(format)}`, hint);
}

/**
 * Parses seconds from `3600`, `45m`, `1h`, `1h30m` or `90s`.
 *
 * @throws UsageError that names the flag
 */
function parseDuration(text: string, flag: string): number {
  const seconds = durationSeconds(text);
  if (seconds !== undefined) return seconds;
  throw new UsageError(
    `${flag} takes a duration, not ${shownWords(text)}`,
    'write it like 3600, 45m or 1h30m',
  );
}
