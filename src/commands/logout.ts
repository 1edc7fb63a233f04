/** `swrole logout PROFILE`, `swrole logout --all`: deletes what is cached and what `swrole write` wrote, and prints what it deleted. */

import type { Context } from '../cli/context.ts';
import type { LogoutInvocation } from '../cli/invocation.ts';
import { deleteAll, deleteProfile } from '../inventory/delete.ts';
import type { ExitStatus } from '../process/exec.ts';
import { assertSafe } from '../storage/private-store.ts';
import { safeText } from '../util/text.ts';
import { removeWritten } from './remove-written.ts';

/** @throws ConfigError for an invalid profile, DiskError if a file cannot be removed, CommandError if one cannot be written */
export async function runLogout(
  { profile, source }: LogoutInvocation,
  context: Context,
): Promise<ExitStatus> {
  assertSafe(context.cache);
  const deleted =
    profile === undefined
      ? await deleteAll(context)
      : await deleteProfile(profile, source, context);
  const removed = await removeWritten(profile, context);
  const prefix = profile === undefined ? '' : `${profile}: `;
  const lines = [...deleted, ...removed.map((line) => prefix + line)];
  await context.system.stdout.write(lines.map((line) => `${safeText(line)}\n`).join(''));
  return { exitCode: 0 };
}
