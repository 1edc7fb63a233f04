/** `swrole exec PROFILE -- COMMAND`: runs a command with the credentials of a profile. */

import type { Context } from '../cli/context.ts';
import type { ExecInvocation } from '../cli/invocation.ts';
import { childEnvironment } from '../formats/variables.ts';
import { asking, getAndCache } from '../get-credentials/with-answer.ts';
import { type ExitStatus, runCommand } from '../process/exec.ts';

/** @throws SpawnError, CommandError for an endpoint that cannot start, and every error of getting credentials */
export async function runExec(invocation: ExecInvocation, context: Context): Promise<ExitStatus> {
  // The endpoint loads node's HTTP server.
  if (invocation.server) return (await import('./serve.ts')).execWithEndpoint(invocation, context);
  const { profile, command, region, yes, options } = invocation;
  const resolved = await getAndCache(profile, options, asking(yes, context));
  const role = { ...resolved, region: region ?? resolved.region };
  return runCommand(command, childEnvironment(context.system.env, role));
}
