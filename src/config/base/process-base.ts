/** `credential_process`: whatever another program prints. */
import { createHash } from 'node:crypto';
import { awsVariables } from '../../hot/fingerprint.ts';
import type { Environment } from '../../system.ts';
import type { Planning } from '../planning.ts';
import type { Profile } from '../profile/profile.ts';
import type { Base } from './bases.ts';

/** `$NAME`, `${NAME` and, for cmd.exe, `%NAME%`. */
const MENTIONED = /\$\{?([A-Za-z_]\w*)|%([^%\s]+)%/g;

/** `${!NAME}`: bash takes the variable that another one names. */
const UNNAMED = /\$\{!/;

/** The program of a profile; undefined if it has none. */
export function processBase(
  { name, credentialProcess }: Profile,
  { env }: Planning,
): Base | undefined {
  if (credentialProcess === undefined) return undefined;
  const { command } = credentialProcess;
  const variables = UNNAMED.test(command) ? undefined : mentionedVariables(command);
  const environment = environmentDigest(env, variables);
  return { kind: 'process', profile: name, credentialProcess, variables, environment };
}

function mentionedVariables(command: string): readonly string[] {
  const names = [...command.matchAll(MENTIONED)].map(([, posix, cmd = '']) => posix ?? cmd);
  return [...new Set(names)].sort();
}

/**
 * What the program finds in the environment, as far as it may decide whose credentials it prints: all of AWS's variables
 * (`aws configure export-credentials` reads `AWS_PROFILE`) and those that its command line mentions.
 */
function environmentDigest(
  env: Environment,
  mentioned: readonly string[] = Object.keys(env).sort(),
): string {
  const values = mentioned.map((name) => [name, env[name]]);
  const text = JSON.stringify([awsVariables(env), values]);
  return createHash('sha256').update(text).digest('hex');
}
