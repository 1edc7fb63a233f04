/**
 * Runs `generate_token`: the user's command line that prints the code. The platform's shell runs it, like
 * `credential_process`. swrole adds nothing to the line; the command finds its context in its environment.
 *
 * Its stderr goes to the terminal when swrole is in the terminal's foreground (the user must see "touch your key").
 * Otherwise swrole's own stderr may be an SDK's pipe that has to stay empty on success (contract 0.2): then swrole keeps the
 * last line and shows it only with a failure.
 */

import type { CommandLine } from '../config/plan.ts';
import { IDENTITY_VARIABLES } from '../formats/variables.ts';
import {
  outputExcerpt,
  outputHint,
  programName,
  waitingForProgram,
} from '../process/command-line.ts';
import { MFA_SERIAL, markedEnvironment } from '../process/recursion.ts';
import {
  type ChildResult,
  type CommandEnding,
  describeEnding,
  hasSucceeded,
  runChild,
} from '../process/run-child.ts';
import type { Environment } from '../system.ts';
import type { Terminal } from '../terminal/tty.ts';
import { type Stopped, stopSignal, timeLeft } from '../util/abort.ts';
import { safeText } from '../util/text.ts';
import { assertNotInterrupted, type MfaDeps } from './deps.ts';
import { type CommandReport, MfaError, type MfaErrorDetails } from './errors.ts';
import { findMfaCode, type MfaCode, type MfaQuestion } from './question.ts';

/** Milliseconds: long enough to give a fingerprint or touch a key. */
const TIME_LIMIT = 45_000;

/**
 * Runs the token command.
 *
 * @param terminal for the command's stdin and stderr; swrole is in its foreground
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
  const result = await logged(line, terminal, deps, () => runChild(child));
  const code = hasSucceeded(result.ending) ? findMfaCode(result.stdout) : undefined;
  if (code !== undefined) return code;
  await terminal?.untilHungUp(stop);
  assertNotInterrupted(deps, question.profile);
  throw new MfaError(failureDetails(result.ending, commandReport(line, result), question, limit));
}

async function logged(
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
    `code: generate_token (${program}): ${describeEnding(result.ending)} after ${now() - since} ms`,
  );
  return result;
}

function failureDetails(
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

/**
 * Why swrole asks the user although there is a token command.
 *
 * @returns `undefined` for errors that asking cannot solve: cancelled, timed out, or not about the command
 */
export function commandFailure(error: unknown): string | undefined {
  const details = error instanceof MfaError ? error.details : undefined;
  if (details?.kind === 'token-command-without-code')
    return `generate_token (${safeText(details.program)}) gave no code`;
  if (details?.kind !== 'token-command-failed') return undefined;
  return `generate_token (${safeText(details.program)}) failed: ${describeEnding(details.ending)}`;
}

/** What a message may show of a command that did not give a code. */
function commandReport(
  { command, at }: CommandLine,
  { stdout, stderr }: ChildResult,
): CommandReport {
  const outputLines = stdout.split('\n').filter(Boolean).length;
  const [said, hint] = [outputExcerpt(stderr), outputHint(stderr)];
  return { program: programName(command), at, outputLines, said, hint };
}

// The environment of swrole's children. With `AWS_PROFILE` in it, a token command that uses AWS would start swrole for the
// profile that waits for the command, and processes would multiply (aws/aws-cli#8860).

const IDENTITY: ReadonlySet<string> = new Set(IDENTITY_VARIABLES);

/** The environment without AWS identities. Windows ignores the case of variable names. */
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
