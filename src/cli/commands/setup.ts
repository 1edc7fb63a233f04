import type { ExitStatus } from '../../run/exit-status.ts';
import type { SetupInvocation } from '../invocation.ts';
import type { World } from '../world.ts';

export async function performSetup(_: SetupInvocation, _world: World): Promise<ExitStatus> {
  throw new Error('not there yet');
}
