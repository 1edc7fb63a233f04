import type { ExitStatus } from '../../run/exit-status.ts';
import type { ConsoleInvocation } from '../invocation.ts';
import type { World } from '../world.ts';

export async function performConsole(_: ConsoleInvocation, _world: World): Promise<ExitStatus> {
  throw new Error('not there yet');
}
