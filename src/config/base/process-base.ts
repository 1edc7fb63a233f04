/** `credential_process`: whatever another program prints. */
import type { Environment } from '../../system.ts';
import type { Planning } from '../planning.ts';
import type { Profile } from '../profile/profile.ts';
import type { Base } from './bases.ts';

/** `$NAME`, `${NAME` and, for cmd.exe, `%NAME%`. */
const MENTIONED = /\$\{?([A-Za-z_]\w*)|%([^%\s]+)%/g;

/** The program of a profile; undefined if it has none. */
export function processBase(
  { name, credentialProcess }: Profile,
  { env }: Planning,
): Base | undefined {
  if (credentialProcess === undefined) return undefined;
  const variables = mentionedVariables(credentialProcess.command, env);
  return { kind: 'process', profile: name, credentialProcess, variables };
}

function mentionedVariables(command: string, env: Environment): Record<string, string> {
  const names = [...command.matchAll(MENTIONED)].map(([, posix, cmd = '']) => posix ?? cmd);
  return Object.fromEntries(names.map((name) => [name, env[name] ?? '']));
}
