/** `swrole PROFILE`: prints the credentials in a format, or starts a subshell with them on a terminal. */

import { type Context, recordUse } from '../cli/context.ts';
import type { PrintInvocation } from '../cli/invocation.ts';
import type { Format } from '../formats/document.ts';
import { exportText } from '../formats/index.ts';
import { childEnvironment } from '../formats/variables.ts';
import { asking, getAndCache } from '../get-credentials/with-answer.ts';
import type { ExitStatus } from '../process/exec.ts';
import { openSubshell } from '../process/subshell.ts';

type Role = Awaited<ReturnType<typeof getAndCache>>;

/** @throws NotConfirmedError, OutputError, and every error of getting credentials */
export async function runPrint(invocation: PrintInvocation, context: Context): Promise<ExitStatus> {
  const { profile, format, region, yes, options } = invocation;
  const { stdout, env } = context.system;
  // SDKs are never asked.
  const asked = format === 'json' ? context : asking(yes, context);
  const resolved = await getAndCache(profile, options, asked);
  const role = { ...resolved, region: region ?? resolved.region };
  if (format === 'auto' && stdout.isTerminal) {
    const shell = openShell(role, invocation, context);
    return (await Promise.all([shell, recordUse(profile, options, context)]))[0];
  }
  await stdout.write(exportText(format === 'auto' ? 'sh' : format, role, env));
  if (isSwitch(format) && !stdout.isTerminal) await showRole(role, invocation, context);
  // An SDK's own call may have a terminal, too.
  if (format !== 'json') await recordUse(profile, options, context);
  return { exitCode: 0 };
}

/** Whether a shell takes the text for itself, as with `eval`: not a program, nor a file for containers. */
function isSwitch(format: Format | 'auto'): boolean {
  return format !== 'json' && format !== 'dotenv';
}

/** Shows which role the shell has now: to a person at a terminal, who sees nothing of the statements. */
async function showRole(
  role: Role,
  { quiet }: PrintInvocation,
  { system }: Context,
): Promise<void> {
  if (quiet || !system.stderr.isTerminal) return;
  const { roleLine } = await import('../get-credentials/shown-role.ts');
  // The shell has its role already: a terminal that takes no text is no failure.
  await system.stderr.write(roleLine(role, system)).catch(() => {});
}

async function openShell(
  role: Role,
  invocation: PrintInvocation,
  context: Context,
): Promise<ExitStatus> {
  const { platform, shellFiles, env } = context.system;
  const childEnv = childEnvironment(env, role);
  await showRole(role, invocation, context);
  return openSubshell(childEnv, { platform, shellFiles, renewal: renewalWords(invocation) });
}

/** The words with which `swr` renews the role of a subshell; the question of `confirm` is answered. */
function renewalWords({ profile, region, options }: PrintInvocation): readonly string[] {
  const { source, duration, sessionName, cache, prompt } = options;
  const values = { source, region, duration, 'session-name': sessionName };
  return [
    `--profile=${profile}`,
    ...Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}=${value}`],
    ),
    ...(cache ? [] : ['--no-cache']),
    ...(prompt ? [] : ['--no-prompt']),
    '--yes',
  ];
}
