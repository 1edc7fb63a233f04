import type { ExitStatus } from '../../run/exit-status.ts';
import type { InitInvocation } from '../invocation.ts';
import type { World } from '../world.ts';

export async function performInit(_: InitInvocation, _world: World): Promise<ExitStatus> {
  throw new Error('not there yet');
}
