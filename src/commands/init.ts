/** `swrole init SHELL`: the integration of a shell, to be evaluated by its start-up file. */
import { join } from 'node:path';
import type { ExitStatus } from '../run/exit-status.ts';
import { integration } from '../cli/init/integration.ts';
import type { InitInvocation } from '../cli/invocation.ts';
import type { World } from '../cli/context.ts';

export async function performInit(
  { shell }: InitInvocation,
  { system }: World,
): Promise<ExitStatus> {
  await system.stdout.write(integration(shell, join(system.shellFiles, 'init')));
  return { exitCode: 0 };
}
