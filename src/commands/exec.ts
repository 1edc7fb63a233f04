/** `swrole exec PROFILE -- COMMAND`: one command in the role. */

import type { Context } from '../cli/context.ts';
import type { ExecInvocation } from '../cli/invocation.ts';
import { childEnvironment } from '../formats/variables.ts';
import { getAndCache } from '../get-credentials/with-answer.ts';
import { runCommand } from '../process/exec.ts';
import type { ExitStatus } from '../process/exit.ts';

/** @throws CommandError, and everything that keeps a profile from giving credentials */
export async function runExec(
  { profile, command, region, options }: ExecInvocation,
  context: Context,
): Promise<ExitStatus> {
  const obtained = await getAndCache(profile, options, context);
  const role = { ...obtained, region: region ?? obtained.region };
  return runCommand(command, childEnvironment(context.system.env, role));
}
