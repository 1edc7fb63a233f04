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
import { firstWord, waitingForProgram } from '../process/command-line.ts';
import { type ChildResult, type CommandEnding, runChild } from '../process/run-child.ts';
import { type Stopped, stopSignal } from '../util/abort.ts';
import { commandEnvironment } from './child-environment.ts';
import { commandReport } from './command-report.ts';
import { type Doors, refuseIfInterrupted, timeLeft } from './deps.ts';
import { findMfaCode, type MfaCode } from './mfa-code.ts';
import { type CommandReport, MfaError, type MfaFact } from './errors.ts';
import type { MfaQuestion } from './question.ts';
import type { Terminal } from '../terminal/tty.ts';

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
  doors: Doors,
): Promise<MfaCode> {
  const limit = Math.min(TIME_LIMIT, timeLeft(doors));
  const { home, platform } = doors;
  const env = commandEnvironment(doors.env, question);
  const stop = stopSignal(limit, doors.interrupted);
  const child = { file: line.command, args: undefined, env, home, terminal, platform, stop };
  const result = await told(line, terminal, doors, () => runChild(child));
  const code = hasSucceeded(result.ending) ? findMfaCode(result.stdout) : undefined;
  if (code !== undefined) return code;
  await terminal?.untilHungUp(stop);
  refuseIfInterrupted(doors, question.profile);
  throw new MfaError(failure(result.ending, commandReport(line, result), question, limit));
}

async function told(
  { command }: CommandLine,
  terminal: Terminal | undefined,
  { debug, waiting, now }: Doors,
  run: () => Promise<ChildResult>,
): Promise<ChildResult> {
  const since = now();
  const program = firstWord(command);
  debug(`code: asking generate_token (${program})${terminal ? ', which has the terminal' : ''}`);
  const result = await run().finally(waiting(() => waitingForProgram(command), 'below-cursor'));
  debug(
    `code: generate_token (${program}): ${endingWords(result.ending)} after ${now() - since} ms`,
  );
  return result;
}

function endingWords(ending: ChildResult['ending']): string {
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
): MfaFact {
  if (ending === 'cancelled') return { kind: 'cancelled', profile };
  if (ending === 'timed-out')
    return { kind: 'token-command-timed-out', seconds: Math.round(limit / 1000), ...report };
  if (hasSucceeded(ending)) return { kind: 'token-command-without-code', ...report };
  return { kind: 'token-command-failed', ending, ...report };
}
