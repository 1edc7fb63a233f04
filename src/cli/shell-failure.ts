/** Which shell, if any, evaluates what is printed: known from the words alone, however wrong they are. */

import { COMMAND_NAMES } from '../fast-path/cached-answer.ts';
import { failureText } from '../formats/index.ts';
import { FORMATS, type Format } from '../formats/names.ts';
import type { Environment, System } from '../system.ts';

/** `-f fish`, `-ffish`, `--format fish`, `--format=fish`. */
function namedFormat(words: readonly string[]): Format | undefined {
  const line = ` ${words.join(' ')} `;
  return FORMATS.find((format) => new RegExp(` (?:-\\w*f ?|--format[ =])${format} `).test(line));
}

/**
 * The format in which a failure must be told to whoever evaluates stdout, so that `eval` fails and no
 * old credentials stay; `undefined` if nobody does.
 *
 * @param isTerminal whether stdout is a terminal
 */
function failureFormat(argv: readonly string[], isTerminal: boolean): Format | undefined {
  if (argv.includes('--')) return undefined;
  if (argv.some((word) => /^(?:--json|--help|--version|-[jhV])/.test(word))) return undefined;
  const named = namedFormat(argv);
  if (named !== undefined) return named;
  if (COMMAND_NAMES.has(argv.find((word) => !word.startsWith('-')) ?? '')) return undefined;
  const exported = argv.some((word) => /^(?:--export|-[A-Za-z]*o)/.test(word));
  return isTerminal && !exported ? undefined : 'sh';
}

/** What a shell that evaluates stdout is to be told: that there are no credentials. Empty where none does. */
export function formatShellFailure(
  argv: readonly string[],
  isTerminal: boolean,
  exitCode: number,
  env: Environment,
): string {
  const format = failureFormat(argv, isTerminal);
  return format === undefined ? '' : failureText(format, exitCode, env);
}

/** Tells a shell that evaluates stdout that there are no credentials; says nothing to anybody else. */
export async function printShellFailure(
  { argv, env, stdout }: System,
  exitCode: number,
): Promise<void> {
  const text = formatShellFailure(argv, stdout.isTerminal, exitCode, env);
  if (text !== '') await stdout.write(text);
}
