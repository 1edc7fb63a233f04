/** Runs `generate_token`: the user's command line that prints the code. */

import type { CommandLine } from '../config/plan.ts';
import { MFA_SERIAL } from '../process/recursion.ts';
import { describeEnding } from '../process/run-child.ts';
import type { Environment } from '../system.ts';
import {
  runSecretCommand,
  type SecretCommandFailure,
  secretEnvironment,
} from '../terminal/secret-command.ts';
import type { Terminal } from '../terminal/tty.ts';
import { safeText } from '../util/text.ts';
import { assertNotInterrupted, type MfaDeps } from './deps.ts';
import { MfaError, type MfaErrorDetails } from './errors.ts';
import { findMfaCode, type MfaCode, type MfaQuestion } from './question.ts';

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
  const env = commandEnvironment(deps.env, question);
  const command = { line, key: 'generate_token', subject: 'code', env, parse: parseOutput };
  const run = await runSecretCommand(command, terminal, deps);
  if ('value' in run) return run.value;
  assertNotInterrupted(deps, question.profile);
  throw new MfaError(failureDetails(run, question));
}

function parseOutput({ stdout }: { readonly stdout: string }) {
  const value = findMfaCode(stdout);
  return value === undefined ? 'holds no code' : { value };
}

function failureDetails(
  { ending, problem, seconds, report }: SecretCommandFailure,
  { profile }: MfaQuestion,
): MfaErrorDetails {
  if (ending === 'cancelled') return { kind: 'cancelled', profile };
  if (ending === 'timed-out') return { kind: 'token-command-timed-out', seconds, ...report };
  if (problem !== undefined) return { kind: 'token-command-without-code', ...report };
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

/** The environment of a token command: no identity, its context, and the mark against recursion. */
export function commandEnvironment(env: Environment, { profile, mfa }: MfaQuestion): Environment {
  return { ...secretEnvironment(env, profile), [MFA_SERIAL]: mfa.serial };
}
