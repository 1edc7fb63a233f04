import type { ExitStatus } from '../../run/exit-status.ts';
import type { WhoamiInvocation } from '../invocation.ts';
import type { World } from '../world.ts';

export async function performWhoami(_: WhoamiInvocation, _world: World): Promise<ExitStatus> {
  throw new Error('not there yet');
}
