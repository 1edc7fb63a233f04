import type { ExitStatus } from '../../run/exit-status.ts';
import type { LogoutInvocation } from '../invocation.ts';
import type { World } from '../world.ts';

export async function performLogout(_: LogoutInvocation, _world: World): Promise<ExitStatus> {
  throw new Error('not there yet');
}
