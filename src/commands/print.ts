/**
 * The commands that get the credentials of a profile, in one file: SDKs and shells wait for them, so they are loaded together.
 *
 * - `swrole PROFILE` prints the credentials in a format, or starts a subshell with them on a terminal.
 * - `swrole exec PROFILE -- COMMAND` runs a command with them.
 * - `swrole login PROFILE` gets them now, caches them and prints when they expire.
 */

import { type Context, recordUse } from '../cli/context.ts';
import { CommandError } from '../cli/errors.ts';
import type {
  CredentialOptions,
  ExecInvocation,
  LoginInvocation,
  PrintInvocation,
} from '../cli/invocation.ts';
import type { Credentials } from '../credentials.ts';
import type { Format } from '../formats/document.ts';
import { exportText } from '../formats/index.ts';
import { childEnvironment } from '../formats/variables.ts';
import { asking, getAndCache } from '../get-credentials/with-answer.ts';
import { describeUncacheable } from '../messages/files.ts';
import { type ExitStatus, runCommand } from '../process/exec.ts';
import { openSubshell } from '../process/subshell.ts';
import { DiskError } from '../storage/private-store.ts';
import { credentialsUntil, noteText } from '../ui/format.ts';

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

// exec.

/** @throws SpawnError, CommandError for an endpoint that cannot start, and every error of getting credentials */
export async function runExec(invocation: ExecInvocation, context: Context): Promise<ExitStatus> {
  const { profile, command, region, yes, options } = invocation;
  if (invocation.server) {
    // The endpoint loads node's HTTP server.
    const { execWithEndpoint } = await import('./serve.ts');
    const status = await execWithEndpoint(invocation, context);
    await recordUse(profile, options, context);
    return status;
  }
  const resolved = await getAndCache(profile, options, asking(yes, context));
  const role = { ...resolved, region: region ?? resolved.region };
  const ended = runCommand(command, childEnvironment(context.system.env, role));
  return (await Promise.all([ended, recordUse(profile, options, context)]))[0];
}

// login.

/** @throws every error of getting credentials, and CommandError if they cannot be cached */
export async function runLogin(
  { profile, options }: LoginInvocation,
  context: Context,
): Promise<ExitStatus> {
  const { expiration } = await getCachedCredentials(profile, options, context);
  const { system } = context;
  const message =
    expiration === undefined
      ? 'long-term credentials, nothing to obtain'
      : credentialsUntil(expiration, system.now());
  await system.stderr.write(noteText(`${profile}: ${message}`, system));
  await recordUse(profile, options, context);
  return { exitCode: 0 };
}

async function getCachedCredentials(
  profile: string,
  options: CredentialOptions,
  context: Context,
): Promise<Credentials> {
  try {
    const resolved = await getAndCache(profile, options, {
      ...context,
      mustKeep: options.cache,
    });
    return resolved.credentials;
  } catch (error) {
    throw error instanceof DiskError
      ? new CommandError(describeUncacheable(profile, error))
      : error;
  }
}
