import type { CommandLine } from '../config/plan.ts';
import { firstWord } from '../process/command-line.ts';
import type { ChildResult } from '../process/run-child.ts';
import { saidHint, saidText } from '../run/said-text.ts';
import type { CommandReport } from './errors.ts';

/** What may be told of a command that did not give a code. */
export function commandReport(
  { command, at }: CommandLine,
  { stdout, stderr }: ChildResult,
): CommandReport {
  const outputLines = stdout.split('\n').filter(Boolean).length;
  const [said, hint] = [saidText(stderr), saidHint(stderr)];
  return { program: firstWord(command), at, outputLines, said, hint };
}
