/** `credential_process`: whatever another program prints. */
import { createHash } from 'node:crypto';
import { awsVariables } from '../../fast-path/fingerprint.ts';
import type { Variables } from '../environment-value.ts';
import type { Planning } from '../plan-context.ts';
import type { Profile } from '../profile/profile.ts';
import type { Base } from './bases.ts';

/** `$NAME`, `${NAME` and, for cmd.exe, `%NAME%`. */
const MENTIONED = /\$\{?([A-Za-z_]\w*)|%([^%\s]+)%/g;

/** `${!NAME}`: bash takes the variable that another one names. */
const UNNAMED = /\$\{!/;

/** The program of a profile; undefined if it has none. */
export function processBase(
  { name, credentialProcess }: Profile,
  planning: Planning,
): Base | undefined {
  if (credentialProcess === undefined) return undefined;
  const { command } = credentialProcess;
  const variables = UNNAMED.test(command) ? undefined : mentionedVariables(command);
  const environment = environmentDigest(planning.variables, variables);
  return { kind: 'process', profile: name, credentialProcess, variables, environment };
}

function mentionedVariables(command: string): readonly string[] {
  const names = [...command.matchAll(MENTIONED)].map(([, posix, cmd = '']) => posix ?? cmd);
  return [...new Set(names)].sort();
}

/** By the variables that are mentioned: most commands mention none, and the digest of them all takes time. */
const digests = new WeakMap<Variables, Map<string, string>>();

/**
 * What the program finds in the environment, as far as it may decide whose credentials it prints: all of AWS's variables
 * (`aws configure export-credentials` reads `AWS_PROFILE`) and those that its command line mentions.
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
