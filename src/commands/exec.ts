/** `swrole exec PROFILE -- COMMAND`: runs a command with the credentials of a profile. */

import { type Context, recordUse } from '../cli/context.ts';
import type { ExecInvocation } from '../cli/invocation.ts';
import { childEnvironment } from '../formats/variables.ts';
import { asking, getAndCache } from '../get-credentials/with-answer.ts';
import { type ExitStatus, runCommand } from '../process/exec.ts';

/** @throws SpawnError, CommandError for an endpoint that cannot start, and every error of getting credentials */
export async function runExec(invocation: ExecInvocation, context: Context): Promise<ExitStatus> {
  const { profile, command, region, yes, options } = invocation;
  if (invocation.server) {
    // The endpoint loads node's HTTP server.
    const { execWithEndpoint } = await import('./serve.ts');
    const status = await execWithEndpoint(invocation, context);
    await recordUse(profile, options, context);
    return status;
  }
  const resolved = await getAndCache(profile, options, asking(yes, context));
  const role = { ...resolved, region: region ?? resolved.region };
  const ended = runCommand(command, childEnvironment(context.system.env, role));
  return (await Promise.all([ended, recordUse(profile, options, context)]))[0];
}
