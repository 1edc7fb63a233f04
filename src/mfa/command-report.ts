import type { CommandLine } from '../config/role-chain.ts';
import type { ChildResult } from '../run/run-child.ts';
import { saidText } from '../run/said-text.ts';
import type { CommandReport } from './mfa-error.ts';

/** A quoted word, or all up to white space; of an assignment (`SECRET=…`) only the name. */
const FIRST_WORD = /^\s*(?:\w+(?==)|"[^"]*"|'[^']*'|\S*)/;

/** What may be told of a command that did not give a code. */
export function commandReport(
  { command, at }: CommandLine,
  { stdout, stderr }: ChildResult,
): CommandReport {
  const program = (FIRST_WORD.exec(command)?.[0] ?? '').trim();
  const outputLines = stdout.split('\n').filter(Boolean).length;
  return { program, at, outputLines, said: saidText(stderr) };
}
