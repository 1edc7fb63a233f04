/** Runs the command of `swrole exec` instead of this process: with its streams, its terminal and its signals. */

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Environment } from '../system.ts';
import { DataError } from '../util/errors.ts';
import { isInTerminalForeground } from './foreground.ts';

/**
 * Runs a program with swrole's standard streams and terminal, and passes signals on to it. No shell sees its arguments (on
 * Windows cmd.exe runs a `.cmd` file, and execa escapes the arguments).
 *
 * @param command - the program, found on the PATH of `env`, and its arguments
 * @param env - its whole environment
 * @returns how it ended; `exitAs` ends this process in the same way
 * @throws SpawnError when it does not start
 */
export async function runCommand(
  command: readonly string[],
  env: Environment,
): Promise<ExitStatus> {
  const [program = '', ...args] = command;
  if (program === '') throw new SpawnError(program, 'ENOENT');
  const start = process.platform === 'win32' ? startOnWindows : startDirectly;
  // Before the child starts: a signal in between would end only swrole. No signal is delivered until the child has started.
  let child: RunningCommand | undefined;
  const stopForwarding = forwardSignals((signal) => child?.kill(signal));
  try {
    child = await start(program, args, env);
    return statusOf(program, await child.ended);
  } catch (error) {
    if (error instanceof SpawnError) throw error;
    throw new SpawnError(program, (error as NodeJS.ErrnoException).code ?? 'UNKNOWN');
  } finally {
    stopForwarding();
  }
}

/** A command that has been started. */
interface RunningCommand {
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

/** How a command ended, or the system's code of why it did not start. */
interface Ended {
  readonly exitCode?: number | null | undefined;
  readonly signal?: NodeJS.Signals | null | undefined;
  readonly code?: string | undefined;
}

/** By node alone: to load execa would take longer than to start the command. */
function startDirectly(program: string, args: readonly string[], env: Environment): RunningCommand {
  const child = spawn(program, args, { env, stdio: 'inherit' });
  const ended = new Promise<Ended>((resolve) => {
    child.once('error', ({ code }: NodeJS.ErrnoException) => resolve({ code }));
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  return { kill: (signal) => child.kill(signal), ended };
}

async function startOnWindows(
  program: string,
  args: readonly string[],
  env: Environment,
): Promise<RunningCommand> {
  const { execa } = await import('execa');
  const ended = execa(program, args, {
    env,
    extendEnv: false,
    stdio: 'inherit',
    reject: false,
    // execa's SIGTERM at our exit, and its SIGKILL five seconds later, would interrupt a clean shutdown of the child.
    cleanup: false,
    forceKillAfterDelay: false,
    windowsHide: false,
  });
  return { kill: (signal) => ended.kill(signal), ended };
}

function statusOf(program: string, { exitCode, signal, code }: Ended): ExitStatus {
  if (typeof exitCode === 'number') return { exitCode };
  if (signal) return { signal };
  throw new SpawnError(program, code ?? 'UNKNOWN');
}

/**
 * The signals that ask a program to stop, reload or report. Not SIGTSTP, SIGTTIN, SIGTTOU and SIGCONT: by default they stop
 * and continue swrole together with the child, as job control needs it. Not SIGWINCH: the terminal sends it to the child.
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

/** The signals that a terminal sends to its whole foreground group at a key press. */
const FROM_KEYBOARD: ReadonlySet<NodeJS.Signals> = new Set<NodeJS.Signals>(['SIGINT', 'SIGQUIT']);

/**
 * Passes the signals of this process on to a child; until it is stopped, they do not end this process.
 *
 * swrole must not pass on a Ctrl-C, because the terminal has already sent it to the child: terraform takes a second one as
 * "stop now" and abandons its state file. The source of a signal is unknown, so if the terminal could have sent it (see
 * `foreground.ts`), swrole assumes that it did. A `kill -INT` from elsewhere is then lost; a `kill -TERM` is not.
 *
 * @param deliver - sends a signal to the child
 * @returns stops forwarding: the signals have their default effect again
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

/** On Windows every signal comes from the console, which sends it to the child too; `kill` would end the child at once. */
function hasReachedChild(signal: NodeJS.Signals): boolean {
  if (process.platform === 'win32') return true;
  return FROM_KEYBOARD.has(signal) && isInTerminalForeground();
}

/** Why a command did not start, as data. */
export interface SpawnErrorDetails {
  readonly kind: 'not-found' | 'not-executable' | 'cannot-start';
  /** The program as the user wrote it, without its arguments, which may hold secrets. */
  readonly command: string;
  /** The system's code, such as `E2BIG`. */
  readonly code: string;
}

/** The command of `swrole exec` did not start; the exit codes are the same as in a POSIX shell. */
export class SpawnError extends DataError<SpawnErrorDetails> {
  override readonly name = 'SpawnError';
  readonly exitCode: 126 | 127;

  constructor(command: string, code: string) {
    const kind = kindOf(code);
    super({ kind, command, code }, `${kind}: ${code}`);
    this.exitCode = kind === 'not-found' ? 127 : 126;
  }
}

function kindOf(code: string): SpawnErrorDetails['kind'] {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'not-found';
  if (code === 'EACCES' || code === 'EPERM') return 'not-executable';
  return 'cannot-start';
}

// Ends this process in the same way as its child: with the same exit code, or by the same signal.

/** How a child ended: with an exit code, or by a signal. */
export type ExitStatus =
  | { readonly exitCode: number; readonly signal?: undefined }
  | { readonly exitCode?: undefined; readonly signal: NodeJS.Signals };

/**
 * Ends this process as its child ended. If a signal ended the child, the same signal ends this process: a shell script stops
 * at Ctrl-C only if it sees that SIGINT ended its command.
 *
 * @returns the exit code, if no signal ends this process: the child's code, or 128 + the signal's number as in shells
 */
export function exitAs(status: ExitStatus): number {
  if (status.signal === undefined) return status.exitCode;
  if (!WITH_CORE.has(status.signal)) process.kill(process.pid, status.signal);
  return 128 + constants.signals[status.signal];
}

/**
 * Signals that write a core file. The core file of swrole would hold the credentials, and the child has written its own. So
 * swrole does not end by these signals, only with their number in its exit code.
 */
const WITH_CORE: ReadonlySet<NodeJS.Signals> = new Set<NodeJS.Signals>([
  'SIGQUIT',
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGSEGV',
  'SIGSYS',
  'SIGXCPU',
  'SIGXFSZ',
]);
