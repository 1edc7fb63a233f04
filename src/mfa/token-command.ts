/**
 * `generate_token`: a command line of the user that prints the code, run by the platform's shell as
 * `credential_process` is. Nothing of swrole is put into the line; what the command may want to know is in its
 * environment.
 *
 * Its stderr goes to the terminal when swrole is in its foreground ("touch your key" must reach a person).
 * Otherwise our own stderr may be an SDK's pipe that has to stay empty on success (contract 0.2): then its last
 * line is kept, and shown only with a failure.
 */

import type { CommandLine } from '../config/plan.ts';
import { IDENTITY_VARIABLES } from '../formats/variables.ts';
import {
  outputExcerpt,
  programName,
  saidHint,
  waitingForProgram,
} from '../process/command-line.ts';
import { MFA_SERIAL, markedEnvironment } from '../process/recursion.ts';
import { type ChildResult, type CommandEnding, runChild } from '../process/run-child.ts';
import type { Environment } from '../system.ts';
import type { Terminal } from '../terminal/tty.ts';
import { type Stopped, stopSignal } from '../util/abort.ts';
import { safeText } from '../util/text.ts';
import { type MfaDeps, refuseIfInterrupted, timeLeft } from './deps.ts';
import { type CommandReport, MfaError, type MfaErrorDetails } from './errors.ts';
import { findMfaCode, type MfaCode, type MfaQuestion } from './question.ts';

/** Long enough for a fingerprint or a key to be touched, in milliseconds. */
const TIME_LIMIT = 45_000;

/**
 * Runs the token command.
 *
 * @param terminal in whose foreground swrole is, for the command's stdin and stderr
 * @returns the code, if the command ended with status 0 and wrote one
 * @throws MfaError `token-command-failed`, `token-command-without-code`, `token-command-timed-out` (after 45 s or at the
 *   deadline), `cancelled`
 */
export async function runTokenCommand(
  question: MfaQuestion,
  line: CommandLine,
  terminal: Terminal | undefined,
  deps: MfaDeps,
): Promise<MfaCode> {
  const limit = Math.min(TIME_LIMIT, timeLeft(deps));
  const { home, platform } = deps;
  const env = commandEnvironment(deps.env, question);
  const stop = stopSignal(limit, deps.interrupted);
  const child = { file: line.command, args: undefined, env, home, terminal, platform, stop };
  const result = await told(line, terminal, deps, () => runChild(child));
  const code = hasSucceeded(result.ending) ? findMfaCode(result.stdout) : undefined;
  if (code !== undefined) return code;
  await terminal?.untilHungUp(stop);
  refuseIfInterrupted(deps, question.profile);
  throw new MfaError(failure(result.ending, commandReport(line, result), question, limit));
}

async function told(
  { command }: CommandLine,
  terminal: Terminal | undefined,
  { debug, showProgress, now }: MfaDeps,
  run: () => Promise<ChildResult>,
): Promise<ChildResult> {
  const since = now();
  const program = programName(command);
  debug(`code: asking generate_token (${program})${terminal ? ', which has the terminal' : ''}`);
  const result = await run().finally(
    showProgress(() => waitingForProgram(command), 'below-cursor'),
  );
  debug(
    `code: generate_token (${program}): ${endingForLog(result.ending)} after ${now() - since} ms`,
  );
  return result;
}

function endingForLog(ending: ChildResult['ending']): string {
  if (typeof ending === 'string') return ending;
  if ('exitCode' in ending) return `exit status ${ending.exitCode}`;
  return 'signal' in ending ? ending.signal : `not started (${ending.notStarted})`;
}

function hasSucceeded(ending: CommandEnding | Stopped): boolean {
  return typeof ending === 'object' && 'exitCode' in ending && ending.exitCode === 0;
}

function failure(
  ending: CommandEnding | Stopped,
  report: CommandReport,
  { profile }: MfaQuestion,
  limit: number,
): MfaErrorDetails {
  if (ending === 'cancelled') return { kind: 'cancelled', profile };
  if (ending === 'timed-out')
    return { kind: 'token-command-timed-out', seconds: Math.round(limit / 1000), ...report };
  if (hasSucceeded(ending)) return { kind: 'token-command-without-code', ...report };
  return { kind: 'token-command-failed', ending, ...report };
}

function describeEnding(ending: CommandEnding): string {
  if ('exitCode' in ending) return `exit status ${ending.exitCode}`;
  return 'signal' in ending ? ending.signal : `not started: ${ending.notStarted}`;
}

/**
 * Why a person is asked although there is a token command.
 *
 * @returns `undefined` for errors in which a person is of no help: cancelled, out of time, nothing to do with it
 */
export function commandFailure(error: unknown): string | undefined {
  const fact = error instanceof MfaError ? error.details : undefined;
  if (fact?.kind === 'token-command-without-code')
    return `generate_token (${safeText(fact.program)}) gave no code`;
  if (fact?.kind !== 'token-command-failed') return undefined;
  return `generate_token (${safeText(fact.program)}) failed: ${describeEnding(fact.ending)}`;
}

/** What may be told of a command that did not give a code. */
function commandReport(
  { command, at }: CommandLine,
  { stdout, stderr }: ChildResult,
): CommandReport {
  const outputLines = stdout.split('\n').filter(Boolean).length;
  const [said, hint] = [outputExcerpt(stderr), saidHint(stderr)];
  return { program: programName(command), at, outputLines, said, hint };
}

// What a child of swrole finds in its environment. Left in, `AWS_PROFILE` leads a token command that uses
// AWS straight back to the profile that waits for it, and processes multiply (aws/aws-cli#8860).

const IDENTITY: ReadonlySet<string> = new Set(IDENTITY_VARIABLES);

/** The environment without AWS identities. Windows does not tell upper from lower case in its names. */
export function withoutIdentity(env: Environment): Environment {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !IDENTITY.has(name.toUpperCase())),
  );
}

/** The environment of a token command: no identity, its context, and the mark against recursion. */
export function commandEnvironment(env: Environment, { profile, mfa }: MfaQuestion): Environment {
  const context = { SWROLE_PROFILE: profile, [MFA_SERIAL]: mfa.serial };
  return { ...markedEnvironment(withoutIdentity(env), profile), ...context };
}
