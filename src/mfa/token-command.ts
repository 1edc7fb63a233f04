/**
 * `generate_token`: a command line of the user that prints the code, run by the platform's shell as
 * `credential_process` is. Nothing of swrole is put into the line; what the command may want to know is in its
 * environment.
 *
 * Its stderr goes to the terminal when swrole is in its foreground ("touch your key" must reach a person).
 * Otherwise our own stderr may be an SDK's pipe that has to stay empty on success (contract 0.2): then its last
 * line is kept, and shown only with a failure.
 */
import type { CommandLine } from '../config/role-chain.ts';
import { commandEnvironment } from './child-environment.ts';
import { type Doors, timeLeft } from './doors.ts';
import { findMfaCode, type MfaCode } from './mfa-code.ts';
import { type CommandEnding, type CommandReport, MfaError } from './mfa-error.ts';
import type { MfaQuestion } from './question.ts';
import { type ChildResult, runChild } from './run-child.ts';
import { saidText } from './said-text.ts';
import type { Terminal } from './terminal.ts';

/** Long enough for a fingerprint or a key to be touched, in milliseconds. */
const TIME_LIMIT = 45_000;

/** A quoted word, or all up to white space; of an assignment (`SECRET=…`) only the name. */
const FIRST_WORD = /^\s*(?:\w+(?==)|"[^"]*"|'[^']*'|\S*)/;

function firstWord(command: string): string {
  return (FIRST_WORD.exec(command)?.[0] ?? '').trim();
}

function report({ command, at }: CommandLine, { stdout, stderr }: ChildResult): CommandReport {
  const outputLines = stdout.split('\n').filter(Boolean).length;
  return { program: firstWord(command), at, outputLines, said: saidText(stderr) };
}

function hasFailed(ending: CommandEnding): boolean {
  return !('exitCode' in ending) || ending.exitCode !== 0;
}

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
  const result = await runChild({
    file: line.command,
    args: undefined,
    env: commandEnvironment(doors.env, question),
    home: doors.home,
    terminal,
    platform: doors.platform,
    stop: AbortSignal.any([AbortSignal.timeout(limit), doors.interrupted]),
  });
  return codeIn(result, question, line, limit);
}

function codeIn(
  result: ChildResult,
  { profile }: MfaQuestion,
  line: CommandLine,
  limit: number,
): MfaCode {
  const { ending, stdout } = result;
  if (ending === 'cancelled') throw new MfaError({ kind: 'cancelled', profile });
  const said = report(line, result);
  if (ending === 'timed-out') {
    const seconds = Math.round(limit / 1000);
    throw new MfaError({ kind: 'token-command-timed-out', seconds, ...said });
  }
  if (hasFailed(ending)) throw new MfaError({ kind: 'token-command-failed', ending, ...said });
  const code = findMfaCode(stdout);
  if (code === undefined) throw new MfaError({ kind: 'token-command-without-code', ...said });
  return code;
}
