import type { Environment } from '../system.ts';
import { CommandError } from '../run/command-error.ts';
import type { ExitStatus } from '../run/exit-status.ts';
import { forwardSignals } from '../run/forward-signals.ts';

/**
 * Runs a program in our place: it has our standard streams and our terminal, and gets our signals. No
 * shell sees its arguments (on Windows a `.cmd` file is run by cmd.exe, for which execa escapes them).
 *
 * @param command - the program, found on the PATH of `env`, and its arguments
 * @param env - its whole environment
 * @returns how it ended; `exitLike` ends this process in the same way
 * @throws CommandError when it does not start
 */
export async function runCommand(
  command: readonly string[],
  env: Environment,
): Promise<ExitStatus> {
  const [program = '', ...args] = command;
  if (program === '') throw new CommandError(program, 'ENOENT');
  const { execa } = await import('execa'); // half of the program's size, and most runs start nothing
  // Before the child starts: a signal in between would end us alone. None is delivered until it has.
  const stopForwarding = forwardSignals((signal) => child.kill(signal));
  const child = execa(program, args, {
    env,
    extendEnv: false,
    stdio: 'inherit',
    reject: false,
    // Its SIGTERM at our exit and the SIGKILL five seconds after one would cut a clean shutdown short.
    cleanup: false,
    forceKillAfterDelay: false,
    windowsHide: false,
  });
  try {
    return statusOf(program, await child);
  } finally {
    stopForwarding();
  }
}

/** What execa says of a child that has ended, or never was. */
interface Ended {
  readonly exitCode?: number | undefined;
  readonly signal?: NodeJS.Signals | undefined;
  readonly code?: string | undefined;
}

function statusOf(program: string, { exitCode, signal, code }: Ended): ExitStatus {
  if (exitCode !== undefined) return { exitCode };
  if (signal !== undefined) return { signal };
  throw new CommandError(program, code ?? 'UNKNOWN');
}
