/** `swrole logout PROFILE`, `swrole logout --all`: deletes what is cached, and prints what it deleted. */

import type { Context } from '../cli/context.ts';
import type { LogoutInvocation } from '../cli/invocation.ts';
import { deleteAll, deleteProfile } from '../inventory/delete.ts';
import type { ExitStatus } from '../process/exit.ts';
import { assertSafe } from '../storage/private-store.ts';
import { safeText } from '../util/text.ts';

/** @throws ConfigError for an invalid profile, DiskError if a file cannot be removed */
export async function runLogout(
  { profile, source }: LogoutInvocation,
  context: Context,
): Promise<ExitStatus> {
  assertSafe(context.cache);
  const lines =
    profile === undefined
      ? await deleteAll(context)
      : await deleteProfile(profile, source, context);
  await context.system.stdout.write(lines.map((line) => `${safeText(line)}\n`).join(''));
  return { exitCode: 0 };
}
