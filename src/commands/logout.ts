/** `swrole logout PROFILE`, `swrole logout --all`: forgets what is cached, and says what that was. */

import type { Context } from '../cli/context.ts';
import type { LogoutInvocation } from '../cli/invocation.ts';
import { deleteAll, deleteProfile } from '../inventory/delete.ts';
import type { ExitStatus } from '../process/exit.ts';
import { assertSafe } from '../storage/private-store.ts';
import { safeText } from '../util/text.ts';

/** @throws ConfigError for a profile that does not say what it is; DiskError when something cannot be removed */
export async function runLogout(
  { profile }: LogoutInvocation,
  context: Context,
): Promise<ExitStatus> {
  assertSafe(context.cache);
  const said =
    profile === undefined ? await deleteAll(context) : await deleteProfile(profile, context);
  await context.system.stdout.write(said.map((line) => `${safeText(line)}\n`).join(''));
  return { exitCode: 0 };
}
