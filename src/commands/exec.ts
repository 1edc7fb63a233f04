/** `swrole exec PROFILE -- COMMAND`: one command in the role. */

import type { World } from '../cli/context.ts';
import type { ExecInvocation } from '../cli/invocation.ts';
import { childEnvironment } from '../formats/variables.ts';
import { obtainAndRemember } from '../get-credentials/with-answer.ts';
import { runCommand } from '../process/exec.ts';
import type { ExitStatus } from '../process/exit.ts';

/** @throws CommandError, and everything that keeps a profile from giving credentials */
export async function performExec(
  { profile, command, region, options }: ExecInvocation,
  world: World,
): Promise<ExitStatus> {
  const obtained = await obtainAndRemember(profile, options, world);
  const role = { ...obtained, region: region ?? obtained.region };
  return runCommand(command, childEnvironment(world.system.env, role));
}
