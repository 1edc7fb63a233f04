import type { ExitStatus } from '../../run/exit-status.ts';
import type { StatusInvocation } from '../invocation.ts';
import type { World } from '../world.ts';

export async function performStatus(_: StatusInvocation, _world: World): Promise<ExitStatus> {
  throw new Error('not there yet');
}
