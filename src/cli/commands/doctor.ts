import type { ExitStatus } from '../../run/exit-status.ts';
import type { DoctorInvocation } from '../invocation.ts';
import type { World } from '../world.ts';

export async function performDoctor(_: DoctorInvocation, _world: World): Promise<ExitStatus> {
  throw new Error('not there yet');
}
