/**
 * What decides, beside its command line, whose credentials or token a program prints: environment variables. Their values are
 * a part of the session key, and a cached answer depends on them; otherwise another environment would get the credentials of
 * another account.
 */

import { createHash } from 'node:crypto';
import { awsVariables } from '../fast-path/fingerprint.ts';
import type { CommandInputs } from './plan.ts';
import type { Variables } from './plan-context.ts';

/** `$NAME`, `${NAME` and, for cmd.exe, `%NAME%`. */
const MENTIONED = /\$\{?([A-Za-z_]\w*)|%([^%\s]+)%/g;

/** `${!NAME}`: bash reads the variable whose name is the value of NAME. */
const UNNAMED = /\$\{!/;

/** The inputs of a command line, in the environment of this run. */
export function commandInputs(command: string, values: Variables): CommandInputs {
  const variables = UNNAMED.test(command) ? undefined : mentionedVariables(command);
  return { variables, environment: environmentDigest(values, variables) };
}

function mentionedVariables(command: string): readonly string[] {
  const names = [...command.matchAll(MENTIONED)].map(([, posix, cmd = '']) => posix ?? cmd);
  return [...new Set(names)].sort();
}

/** Digests by the mentioned variables: most commands mention none, and a digest of all AWS variables takes time. */
const digests = new WeakMap<Variables, Map<string, string>>();

/**
 * A digest of the variables that may decide which credentials the program prints: all of AWS's variables
 * (`aws configure export-credentials` reads `AWS_PROFILE`) and the ones that its command line mentions.
 */
function environmentDigest(variables: Variables, mentioned: readonly string[] | undefined): string {
  const known = digests.get(variables) ?? new Map<string, string>();
  digests.set(variables, known);
  const id = JSON.stringify(mentioned ?? null);
  const digest = known.get(id) ?? digestOf(variables, mentioned);
  known.set(id, digest);
  return digest;
}

function digestOf(
  { env }: Variables,
  mentioned: readonly string[] = Object.keys(env).sort(),
): string {
  const values = mentioned.map((name) => [name, env[name]]);
  const text = JSON.stringify([awsVariables(env), values]);
  return createHash('sha256').update(text).digest('hex');
}
