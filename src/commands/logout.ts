/** `swrole logout PROFILE`, `swrole logout --all`: forgets what is cached, and says what that was. */

import type { World } from '../cli/context.ts';
import type { LogoutInvocation } from '../cli/invocation.ts';
import { forgetAll, forgetProfile } from '../inventory/delete.ts';
import type { ExitStatus } from '../process/exit.ts';
import { refuseUnsafe } from '../storage/private-store.ts';
import { safeText } from '../util/text.ts';

/** @throws ConfigError for a profile that does not say what it is; DiskError when something cannot be removed */
export async function performLogout(
  { profile }: LogoutInvocation,
  world: World,
): Promise<ExitStatus> {
  refuseUnsafe(world.cache);
  const said = profile === undefined ? await forgetAll(world) : await forgetProfile(profile, world);
  await world.system.stdout.write(said.map((line) => `${safeText(line)}\n`).join(''));
  return { exitCode: 0 };
}
