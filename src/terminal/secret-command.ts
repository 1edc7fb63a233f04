/**
 * Runs a command line of the config file that prints a secret: a code, a token or an assertion. The platform's shell runs it,
 * like `credential_process`. swrole adds nothing to the line; the command finds its context in its environment, with the
 * profiles that wait for it.
 *
 * Its stderr goes to the terminal when swrole is in the terminal's foreground (the user must see "touch your key").
 * Otherwise swrole's own stderr may be an SDK's pipe that has to stay empty on success (contract 0.2): then swrole keeps the
 * last line and shows it only with a failure.
 */

import type { Location } from '../config/errors.ts';
import type { CommandLine } from '../config/plan-calls.ts';
import type { Instant } from '../credentials.ts';
import { IDENTITY_VARIABLES } from '../formats/variables.ts';
import {
  type ChildResult,
  type CommandEnding,
  hasSucceeded,
  outputExcerpt,
  outputHint,
  programName,
  runChild,
  waitingForProgram,
} from '../process/run-child.ts';
import type { Environment, Reporter, System } from '../system.ts';
import { type Stopped, stopSignal } from '../util/errors.ts';
import type { Terminal } from './tty.ts';

/** Milliseconds: long enough to give a fingerprint or touch a key. */
const TIME_LIMIT = 45_000;

/** A command that prints a secret. */
export interface SecretCommand<Value> {
  readonly line: CommandLine;
  /** The key that names it, for the log: `generate_token`. */
  readonly key: string;
  /** What it gives, for the log: `code`, `token`. */
  readonly subject: string;
  /** Its whole environment. */
  readonly env: Environment;
  /** How many bytes of its stdout to read; 4 KB by default. */
  readonly outputLimit?: number;
  /** Finds the secret in the output of a command that has succeeded; a text completes the sentence "its output …". */
  parse(output: Pick<ChildResult, 'stdout' | 'isTruncated'>): { readonly value: Value } | string;
}

/** What a command needs from the program. */
export interface SecretCommandDeps
  extends Pick<System, 'home' | 'platform' | 'now'>,
    Pick<Reporter, 'debug' | 'showProgress'> {
  readonly deadline: Instant;
  /** Aborted when a signal asks swrole to end. */
  readonly interrupted: AbortSignal;
}

/**
 * What a message may show of such a command: its program, the place of its line, how much it wrote to stdout but never the
 * text, and its own reason for the failure.
 */
export interface CommandReport {
  readonly program: string;
  readonly at: Location;
  readonly outputLines: number;
  /** Its last line on stderr, safe to print and without a code; `undefined` if stderr was the terminal, or empty. */
  readonly said: string | undefined;
  /** The command's own hint about what to do. */
  readonly hint?: string | undefined;
}

/** Why a command gave no secret. */
export interface SecretCommandFailure {
  /** `cancelled` and `timed-out`: swrole has ended it, and everything that it had started. */
  readonly ending: CommandEnding | Stopped;
  /** What is wrong with the output of a command that has succeeded; it completes the sentence "its output …". */
  readonly problem: string | undefined;
  /** It wrote more than the limit, which ends most programs. */
  readonly isTruncated: boolean;
  /** The seconds that it had. */
  readonly seconds: number;
  readonly report: CommandReport;
}

/**
 * Runs the command, for 45 s and not longer than the deadline.
 *
 * @param terminal for the command's stdin and stderr; swrole is in its foreground
 * @returns the secret, if the command ended with status 0 and wrote one
 */
export async function runSecretCommand<Value>(
  command: SecretCommand<Value>,
  terminal: Terminal | undefined,
  deps: SecretCommandDeps,
): Promise<{ readonly value: Value } | SecretCommandFailure> {
  const { line, env, outputLimit } = command;
  const { home, platform, deadline, now, interrupted } = deps;
  const limit = Math.min(TIME_LIMIT, Math.max(0, deadline - now()));
  const stop = stopSignal(limit, interrupted);
  const child = { file: line.command, args: undefined, env, home, terminal, platform, stop };
  const limited = outputLimit === undefined ? child : { ...child, outputLimit };
  const result = await logged(command, terminal, deps, () => runChild(limited));
  const { ending, isTruncated } = result;
  const parsed = hasSucceeded(ending) ? command.parse(result) : undefined;
  if (typeof parsed === 'object') return parsed;
  await terminal?.untilSignalled(stop, isOfCtrlC(ending));
  const report = commandReport(line, result);
  return { ending, problem: parsed, isTruncated, seconds: Math.round(limit / 1000), report };
}

async function logged(
  { line: { command }, key, subject }: SecretCommand<unknown>,
  terminal: Terminal | undefined,
  { debug, showProgress, now }: SecretCommandDeps,
  run: () => Promise<ChildResult>,
): Promise<ChildResult> {
  const since = now();
  const program = programName(command);
  debug(`${subject}: asking ${key} (${program})${terminal ? ', which has the terminal' : ''}`);
  const result = await run().finally(
    showProgress(() => waitingForProgram(command), 'below-cursor'),
  );
  debug(
    `${subject}: ${key} (${program}): ${endingForLog(result.ending)} after ${now() - since} ms`,
  );
  return result;
}

function endingForLog(ending: ChildResult['ending']): string {
  if (typeof ending === 'string') return ending;
  if ('exitCode' in ending) return `exit status ${ending.exitCode}`;
  return 'signal' in ending ? ending.signal : `not started (${ending.notStarted})`;
}

/** Shells and some programs end with a status of their own for that. */
function isOfCtrlC(ending: CommandEnding | Stopped): boolean {
  if (typeof ending === 'string') return false;
  return (
    ('signal' in ending && ending.signal === 'SIGINT') ||
    ('exitCode' in ending && ending.exitCode === 130)
  );
}

function commandReport(
  { command, at }: CommandLine,
  { stdout, stderr }: ChildResult,
): CommandReport {
  const outputLines = stdout.split('\n').filter(Boolean).length;
  const [said, hint] = [outputExcerpt(stderr), outputHint(stderr)];
  return { program: programName(command), at, outputLines, said, hint };
}

// The environment of such a command. With `AWS_PROFILE` in it, a command that uses AWS would start swrole for the profile
// that waits for the command, and processes would multiply (aws/aws-cli#8860).

const IDENTITY: ReadonlySet<string> = new Set(IDENTITY_VARIABLES);

/** The environment without AWS identities. Windows ignores the case of variable names. */
export function withoutIdentity(env: Environment): Environment {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !IDENTITY.has(name.toUpperCase())),
  );
}

/**
 * The environment of a command that profiles wait for: no identity, the name of the profile, and the mark against
 * recursion.
 *
 * @param waiting more profiles that wait for the command, outermost first
 */
export function secretEnvironment(
  env: Environment,
  profile: string,
  waiting: readonly string[] = [],
): Environment {
  const outer = waiting.filter((each) => each !== profile);
  const marked = [...outer, profile].reduce(markedEnvironment, withoutIdentity(env));
  return { ...marked, SWROLE_PROFILE: profile };
}

// Stops recursion: swrole runs commands of the config file, and such a command may start swrole again. For the same profile
// this would never end, each process waiting for the next (aws/aws-cli#8860). So the environment of every such command
// lists the profiles that wait for it.

/** The profiles that wait for a command, outermost first: percent-encoded, separated by commas. */
const ACTIVE = 'SWROLE_ACTIVE';

/** The MFA device whose code a command has to give. */
export const MFA_SERIAL = 'SWROLE_MFA_SERIAL';

/** The most profiles that may wait for each other; more look like a loop without a repeated profile (the AWS CLI allows 4). */
const MAX_DEPTH = 8;

/** A command needs the profile that waits for this command, or too many commands wait for each other: exit code 3. */
export class RecursionError extends Error {
  override readonly name = 'RecursionError';
  readonly kind: 'loop' | 'too-deep';
  /** Outermost first; the last one was refused. */
  readonly profiles: readonly string[];

  constructor(kind: RecursionError['kind'], profiles: readonly string[]) {
    super(profiles.join(' -> '));
    this.kind = kind;
    this.profiles = profiles;
  }
}

/** The environment of a command that a profile waits for. */
export function markedEnvironment(env: Environment, profile: string): Environment {
  const active = [...activeProfiles(env), profile].map(encodeURIComponent).join(',');
  return { ...env, [ACTIVE]: active };
}

/** The profiles that wait for this process, outermost first. */
export function activeProfiles(env: Environment): readonly string[] {
  return (env[ACTIVE] ?? '').split(',').filter(Boolean).map(decoded);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // another program wrote it; it can still be compared
  }
}

/**
 * Refuses a profile that waits for this process, and a profile that needs a code of the device whose code this process has
 * to give. Call it before taking any lock: the waiting swrole holds that lock.
 *
 * @param serials the devices that the profile may need
 * @throws RecursionError
 */
export function assertNoRecursion(
  env: Environment,
  profile: string,
  serials: readonly string[],
): void {
  const active = activeProfiles(env);
  const sameDevice = active.length > 0 && serials.includes(env[MFA_SERIAL] ?? '');
  const chain = [...active, profile];
  if (sameDevice || active.includes(profile)) throw new RecursionError('loop', chain);
  if (chain.length > MAX_DEPTH) throw new RecursionError('too-deep', chain);
}
