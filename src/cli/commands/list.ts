import type { ExitStatus } from '../../run/exit-status.ts';
import type { ListInvocation } from '../invocation.ts';
import type { World } from '../world.ts';

export async function performList(_: ListInvocation, _world: World): Promise<ExitStatus> {
  throw new Error('not there yet');
}
