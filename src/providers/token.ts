/** Gets the token or assertion that assumes a role: from a file that another program writes, or from a command. */

import type { NamedCommand, TokenOrigin } from '../config/plan.ts';
import { type ChildResult, describeEnding } from '../process/run-child.ts';
import { runSecretCommand, secretEnvironment } from '../terminal/secret-command.ts';
import { withTerminal } from '../terminal/tty.ts';
import { readToken, type SourceDeps, SourceError } from './errors.ts';

/** Bytes. STS takes tokens of up to 20000 characters, Cognito of up to 50000. */
const TOKEN_LIMIT = 64 * 1024;

/**
 * The token of a profile, for a web identity or a login provider.
 *
 * @throws SourceError `no-token`, `process-failed`, `process-output`
 */
export async function tokenText(
  profile: string,
  token: TokenOrigin,
  deps: SourceDeps,
): Promise<string> {
  if ('path' in token) return readToken(profile, token, deps);
  return printedBy(token, { subject: 'token', outputLimit: TOKEN_LIMIT, parse: oneWord }, deps);
}

/** How the output of a command is read. */
interface Printed {
  /** What the command gives, for the log. */
  readonly subject: string;
  /** How many bytes of its stdout to read. */
  readonly outputLimit: number;
  /** The secret in it; a text completes the sentence "its output …". */
  parse(text: string): { readonly value: string } | string;
}

/**
 * What a command prints, by the rules of `generate_token`.
 *
 * @throws SourceError `process-failed`, `process-output`
 */
export async function printedBy(
  line: NamedCommand,
  { subject, outputLimit, parse }: Printed,
  deps: SourceDeps,
): Promise<string> {
  const { profile, key } = line;
  const tooLong = `is longer than ${outputLimit} bytes, which is the limit`;
  const limited = ({ stdout, isTruncated }: Pick<ChildResult, 'stdout' | 'isTruncated'>) =>
    isTruncated ? tooLong : parse(stdout);
  const env = secretEnvironment(deps.env, profile, deps.waiting);
  const command = { line, key, subject, env, outputLimit, parse: limited };
  const run = await withTerminal(deps, (terminal) => runSecretCommand(command, terminal, deps));
  if ('value' in run) return run.value;
  const { ending, isTruncated, seconds, report } = run;
  const problem = isTruncated ? tooLong : run.problem;
  const { program, at, said, hint } = report;
  if (problem !== undefined)
    throw new SourceError({ kind: 'process-output', profile, key, program, problem, at });
  const reason =
    typeof ending === 'string' ? `no answer within ${seconds} s` : describeEnding(ending);
  throw new SourceError({ kind: 'process-failed', profile, key, program, reason, said, hint, at });
}

function oneWord(text: string): { readonly value: string } | string {
  const value = text.trim();
  if (value === '') return 'is empty';
  if (/\s/.test(value)) return 'is not one token: there is white space in it';
  return /^[!-~]+$/.test(value) ? { value } : 'is not one token of printable ASCII';
}
