/** `swrole exec PROFILE -- COMMAND`: one command in the role. */
import { childEnvironment } from '../../output/exported-variables.ts';
import type { ExitStatus } from '../../run/exit-status.ts';
import { runCommand } from '../../run/run-command.ts';
import type { ExecInvocation } from '../invocation.ts';
import { obtainAndRemember } from '../obtain-and-remember.ts';
import type { World } from '../world.ts';

/** @throws CommandError, and everything that keeps a profile from giving credentials */
export async function performExec(
  { profile, command, region, options }: ExecInvocation,
  world: World,
): Promise<ExitStatus> {
  const obtained = await obtainAndRemember(profile, options, world);
  const role = { ...obtained, region: region ?? obtained.region };
  return runCommand(command, childEnvironment(world.system.env, role));
}
