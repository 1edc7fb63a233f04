/** The flags of all commands: defined once, for parsing, the help, completion and the man page. */
import { FORMATS, isFormat } from '../output/format.ts';
import type { CommandFlag } from './command-table.ts';
import { parseDuration } from './duration.ts';
import type { CredentialOptions } from './invocation.ts';
import { listHint } from './list-hint.ts';
import { UsageError } from './usage-error.ts';

/** The values as commander collects them. */
export interface Flags {
  readonly json?: true;
  readonly export?: true;
  readonly format?: string;
  readonly profile?: string;
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
  readonly force?: true;
  readonly dryRun?: true;
  readonly online?: true;
}

/** STS's limits for DurationSeconds and RoleSessionName (API reference of AssumeRole). */
const DURATION = { min: 900, max: 43_200 };
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

/** What flags are added to: commander's command, or the list of a completion, which loads no commander. */
export interface FlagTaker {
  option(flags: string, description: string): this;
}

/** Adds the flags of the command without a name, which every other command may take as well. */
export function addFlags<Taker extends FlagTaker>(command: Taker): Taker {
  return command
    .option('-j, --json', 'the Version 1 document of credential_process')
    .option('-o, --export', 'shell statements, on a terminal too')
    .option('-f, --format <format>', `another form: ${FORMATS.join(', ')}`)
    .option('-t, --token <code>', 'the one-time code (- reads it from stdin)')
    .option('-p, --profile <name>', 'the profile, also one that is named like a command')
    .option('--duration <time>', 'how long the session lasts: 3600, 45m, 1h30m')
    .option('--session-name <name>', 'the role session name, as CloudTrail shows it')
    .option('--min-ttl <time>', 'renew now if less than this is left')
    .option('--refresh', 'obtain anew, whatever is cached')
    .option('--no-cache', 'read and keep nothing')
    .option('--no-prompt', 'never ask for a code')
    .option('--debug', 'tell on stderr what is done and why');
}

/** The flags of single commands. */
const OWN_FLAGS: Readonly<Record<CommandFlag, readonly [flags: string, description: string]>> = {
  json: ['-j, --json', 'for programs: JSON whose fields stay'],
  all: ['--all', 'of every profile'],
  service: ['--service <name>', 'where in the console: s3, cloudwatch, …'],
  region: ['--region <region>', 'the region to show'],
  destination: ['--destination <url>', 'a page of the console'],
  print: ['--print', 'print the URL, and open nothing'],
  force: ['--force', 'replace the line that is in the way'],
  dryRun: ['--dry-run', 'show what would change'],
  online: ['--online', "ask AWS too: this machine's clock"],
};

/** Adds the flags that a command has beside those of the program. */
export function addOwnFlags<Taker extends FlagTaker>(
  command: Taker,
  flags: readonly CommandFlag[],
): Taker {
  for (const flag of flags) command.option(...OWN_FLAGS[flag]);
  return command;
}

function duration(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = parseDuration(text, '--duration');
  if (seconds >= DURATION.min && seconds <= DURATION.max) return seconds;
  throw new UsageError(`--duration ${text}: a session lasts from 15m to 12h`);
}

function sessionName(text: string | undefined): string | undefined {
  if (text === undefined || SESSION_NAME.test(text)) return text;
  throw new UsageError('--session-name takes 2 to 64 of the characters A-Z a-z 0-9 _ + = , . @ -');
}

/**
 * The typed meaning of the flags.
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
    debug: flags.debug ?? false,
  };
}

/**
 * The form that `-j`, `-o` and `-f` choose, at most one of them.
 *
 * @throws UsageError
 */
export function chosenFormat({ json, export: exported, format }: Flags) {
  if ([json, exported, format].filter((flag) => flag !== undefined).length > 1) {
    throw new UsageError('--json, --export and --format exclude each other');
  }
  if (json) return 'json';
  if (exported) return 'sh';
  if (format === undefined) return 'auto';
  if (isFormat(format)) return format;
  const hint = listHint(format, FORMATS, `the formats are ${FORMATS.join(', ')}`);
  throw new UsageError(`unknown format '${format}'`, hint);
}
