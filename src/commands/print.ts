/** `swrole PROFILE` and its forms: the credentials on stdout, or a shell that has them. */

import type { Context } from '../cli/context.ts';
import type { PrintInvocation } from '../cli/invocation.ts';
import { exportText } from '../formats/index.ts';
import { childEnvironment, type ExportedRole } from '../formats/variables.ts';
import { getAndCache } from '../get-credentials/with-answer.ts';
import type { ExitStatus } from '../process/exit.ts';
import { openSubshell } from '../process/subshell.ts';

/** @throws everything that keeps a profile from giving credentials, and OutputError */
export async function runPrint(
  { profile, format, region, options }: PrintInvocation,
  context: Context,
): Promise<ExitStatus> {
  const { system } = context;
  const obtained = await getAndCache(profile, options, context);
  const role = { ...obtained, region: region ?? obtained.region };
  if (format === 'auto' && system.stdout.isTerminal) return openShell(role, context);
  await system.stdout.write(exportText(format === 'auto' ? 'sh' : format, role, system.env));
  return { exitCode: 0 };
}

function openShell(role: ExportedRole, { system }: Context): Promise<ExitStatus> {
  const { platform, shellFiles } = system;
  return openSubshell(childEnvironment(system.env, role), { platform, shellFiles });
}
