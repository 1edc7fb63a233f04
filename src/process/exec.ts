import type { Environment } from '../system.ts';
import type { ExitStatus } from './exit.ts';
import { isInTerminalForeground } from './foreground.ts';

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
  if (program === '') throw new SpawnError(program, 'ENOENT');
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
  throw new SpawnError(program, code ?? 'UNKNOWN');
}

/**
 * The signals by which others tell a program to stop, reload or report. Not among them: SIGTSTP, SIGTTIN,
 * SIGTTOU and SIGCONT, whose default stops and continues us together with the child, as job control
 * wants it; SIGWINCH, which the terminal gives to the child itself.
 */
const FORWARDED: readonly NodeJS.Signals[] = [
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGHUP',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  // Ctrl-Break on Windows.
  'SIGBREAK',
];

/** What a terminal sends to its whole foreground group at a key press. */
const FROM_KEYBOARD: ReadonlySet<NodeJS.Signals> = new Set<NodeJS.Signals>(['SIGINT', 'SIGQUIT']);

/**
 * Passes on to a child the signals that this process gets, which meanwhile dies of none of them.
 *
 * A Ctrl-C must not be passed on, because the terminal has given it to the child already: terraform
 * takes a second one for "stop now" and abandons its state file. Nothing tells where a signal came
 * from, so where the terminal could have sent it (see `terminal-foreground.ts`) it counts as sent by
 * the terminal. A `kill -INT` from elsewhere is then lost; `kill -TERM` is not.
 *
 * @param deliver - gives a signal to the child
 * @returns stops passing on: from then on the signals have their default effect again
 */
export function forwardSignals(deliver: (signal: NodeJS.Signals) => void): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    if (!hasReachedChild(signal)) deliver(signal);
  };
  for (const signal of FORWARDED) process.on(signal, onSignal);
  return () => {
    for (const signal of FORWARDED) process.off(signal, onSignal);
  };
}

/** On Windows all that comes is the console's, which gives it to the child too, and `kill` would be the end of it. */
function hasReachedChild(signal: NodeJS.Signals): boolean {
  if (process.platform === 'win32') return true;
  return FROM_KEYBOARD.has(signal) && isInTerminalForeground();
}

/** Why a command did not start, as data. */
export interface SpawnErrorDetails {
  readonly kind: 'not-found' | 'not-executable' | 'cannot-start';
  /** The program as it was asked for, without its arguments, which may hold secrets. */
  readonly command: string;
  /** The system's code, such as `E2BIG`. */
  readonly code: string;
}

/** The command of `swrole exec` did not start; the exit codes are those of a POSIX shell. */
export class SpawnError extends Error {
  override readonly name = 'CommandError';
  readonly details: SpawnErrorDetails;
  readonly exitCode: 126 | 127;

  constructor(command: string, code: string) {
    const kind = kindOf(code);
    super(`${kind}: ${code}`);
    this.details = { kind, command, code };
    this.exitCode = kind === 'not-found' ? 127 : 126;
  }
}

function kindOf(code: string): SpawnErrorDetails['kind'] {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'not-found';
  if (code === 'EACCES' || code === 'EPERM') return 'not-executable';
  return 'cannot-start';
}
