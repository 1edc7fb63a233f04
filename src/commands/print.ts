/** `swrole PROFILE`: prints the credentials in a format, or starts a subshell with them on a terminal. */

import { type Context, recordUse } from '../cli/context.ts';
import type { PrintInvocation } from '../cli/invocation.ts';
import { exportText } from '../formats/index.ts';
import { childEnvironment, type ExportedRole } from '../formats/variables.ts';
import { getAndCache } from '../get-credentials/with-answer.ts';
import type { ExitStatus } from '../process/exec.ts';
import { openSubshell } from '../process/subshell.ts';

/** @throws OutputError, and every error of getting credentials */
export async function runPrint(
  { profile, format, region, options }: PrintInvocation,
  context: Context,
): Promise<ExitStatus> {
  const { system } = context;
  const resolved = await getAndCache(profile, options, context);
  const role = { ...resolved, region: region ?? resolved.region };
  if (format === 'auto' && system.stdout.isTerminal) {
    const shell = openShell(role, context);
    return (await Promise.all([shell, recordUse(profile, options, context)]))[0];
  }
  await system.stdout.write(exportText(format === 'auto' ? 'sh' : format, role, system.env));
  // An SDK's own call may have a terminal, too.
  if (format !== 'json') await recordUse(profile, options, context);
  return { exitCode: 0 };
}

function openShell(role: ExportedRole, { system }: Context): Promise<ExitStatus> {
  const { platform, shellFiles } = system;
  return openSubshell(childEnvironment(system.env, role), { platform, shellFiles });
}
