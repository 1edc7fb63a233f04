/** Prints a failure for a shell that evaluates stdout. The arguments alone show which shell, even if they are not valid. */

import { COMMAND_NAMES } from '../fast-path/cached-answer.ts';
import { FORMATS, type Format } from '../formats/document.ts';
import { failureText, unchangedText } from '../formats/index.ts';
import type { Environment, System } from '../system.ts';
import { readWords } from './flags.ts';

/** Prints these statements, if a shell evaluates stdout. */
export async function printShellFailure(
  { argv, env, stdout }: System,
  exitCode: number,
): Promise<void> {
  const text = formatShellFailure(argv, stdout.isTerminal, exitCode, env);
  if (text !== '') await stdout.write(text);
}

/** Prints statements that make `eval` fail and change nothing, if a shell evaluates stdout. */
export async function printUnchanged({ argv, stdout }: System, exitCode: number): Promise<void> {
  const format = failureFormat(argv, stdout.isTerminal);
  const text = format === undefined ? '' : unchangedText(format, exitCode);
  if (text !== '') await stdout.write(text);
}

/** The statements that make `eval` fail and remove old credentials; empty if no shell evaluates stdout. */
export function formatShellFailure(
  argv: readonly string[],
  isTerminal: boolean,
  exitCode: number,
  env: Environment,
): string {
  const format = failureFormat(argv, isTerminal);
  return format === undefined ? '' : failureText(format, exitCode, env);
}

/**
 * The format of the failure for a shell that evaluates stdout, so that `eval` fails and no old credentials stay;
 * `undefined` if no shell does.
 *
 * @param isTerminal whether stdout is a terminal
 */
function failureFormat(argv: readonly string[], isTerminal: boolean): Format | undefined {
  const { given, operands, isEnded } = readWords(argv);
  if (isEnded || ['--json', '--help', '--version'].some((flag) => given.has(flag)))
    return undefined;
  const requested = FORMATS.find((format) => format === given.get('--format'));
  if (requested !== undefined) return requested;
  if (COMMAND_NAMES.has(operands[0] ?? '')) return undefined;
  return isTerminal && !given.has('--export') ? undefined : 'sh';
}
