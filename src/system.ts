/** The operating system, as the program sees it: its inputs, outputs, clock and signals. Tests replace it. */

import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Instant } from './credentials.ts';
import { type Environment, homeDirectory } from './fast-path/paths.ts';

export type { Environment } from './fast-path/paths.ts';

/** An output stream. `write` resolves when the whole text is written, in order. */
export interface Output {
  readonly isTerminal: boolean;
  /** The number of characters in a line; 80 if it is unknown. */
  readonly columns: number;
  write(text: string): Promise<void>;
}

/** Signals that ask the program to end. They abort `signal` until `stop` is called. */
interface Interrupts {
  /** Aborted with the signal's name as its reason. */
  readonly signal: AbortSignal;
  stop(): void;
}

/** The keychain of the operating system: texts by name. Its calls end when `stop` is aborted, if they can. */
export interface Keychain {
  /** Starts what the next call needs: on a busy machine this takes time, and says nothing of the keychain. */
  prepare?(): Promise<void>;
  /** The text; `undefined` if there is none. */
  get(name: string, stop?: AbortSignal): Promise<string | undefined>;
  set(name: string, text: string, stop?: AbortSignal): Promise<void>;
  /** Does nothing if there is none. */
  remove(name: string, stop?: AbortSignal): Promise<void>;
}

/** All that the program reads from its environment, in one place, so that tests can replace it. */
export interface System {
  /** The arguments after the program's own name. */
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** The version of Node, such as `20.12.0`. */
  readonly nodeVersion: string;
  /** The user's login name, or a substitute if the system has none. */
  readonly user: string;
  /** The machine's name: several machines may share a home. */
  readonly machine: string;
  /** The folder of the start-up files of subshells, in the installed package. */
  readonly shellFiles: string;
  /** The absolute paths of the running node and of the script that it was started with. */
  readonly program: { readonly node: string; readonly script: string };
  readonly stdout: Output;
  readonly stderr: Output;
  now(): Instant;
  /** When this process was started. */
  readonly startedAt: Instant;
  /** Rejects when `signal` is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** The whole standard input. Only `-t -` may read it: an SDK's pipe never ends. */
  readStdin(): Promise<string>;
  /** Stands for the keychain of the operating system, which is loaded when it is used (`storage/keychain.ts`). */
  readonly keychain?: Keychain;
  /** While it watches, SIGINT, SIGTERM and SIGHUP do not end the process themselves. */
  watchInterrupts(): Interrupts;
}

type StreamName = 'stdout' | 'stderr';

/** Output could not be written, for example to a file on a full disk. */
export class UnwritableError extends Error {
  override readonly name = 'UnwritableError';
  readonly stream: StreamName;
  /** The error code of the system, such as `ENOSPC`. */
  readonly code: string;

  constructor(stream: StreamName, { code = 'unknown' }: NodeJS.ErrnoException) {
    super(`${stream}: ${code}`);
    this.stream = stream;
    this.code = code;
  }
}

/**
 * The system of this process. Other code gets arguments, environment, streams and clock from here, except in
 * `src/fast-path/`.
 *
 * @param firstFile the path of `bin/swrole.cjs`: the start-up files of shells are in `dist/shell`
 */
export function realSystem(firstFile: string): System {
  const { env, platform } = process;
  return {
    argv: process.argv.slice(2),
    env,
    home: homeDirectory(env),
    platform,
    nodeVersion: process.version.slice(1),
    user: userName(env),
    machine: hostname(),
    shellFiles: join(dirname(firstFile), '..', 'dist', 'shell'),
    program: { node: process.execPath, script: process.argv[1] ?? '' },
    stdout: output('stdout'),
    stderr: output('stderr'),
    now: () => Date.now(),
    startedAt: Date.now() - process.uptime() * 1000,
    sleep: (milliseconds, signal) => delay(milliseconds, undefined, signal && { signal }),
    readStdin,
    watchInterrupts,
  };
}

/** Signals that ask the program to end. */
const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function watchInterrupts(): Interrupts {
  const controller = new AbortController();
  const abort = (name: NodeJS.Signals) => controller.abort(name);
  for (const name of INTERRUPTS) process.on(name, abort);
  const stop = () => {
    for (const name of INTERRUPTS) process.off(name, abort);
  };
  return { signal: controller.signal, stop };
}

function userName(env: Environment): string {
  try {
    return userInfo().username;
  } catch {
    // A container's uid often has no entry in the account database.
    return env.USER || env.LOGNAME || env.USERNAME || `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

/** The reader has closed the pipe (`swrole … | head -1`), which is not an error. */
function isClosedPipe(error: NodeJS.ErrnoException): boolean {
  return error.code === 'EPIPE';
}

function output(name: StreamName): Output {
  const stream = process[name];
  stream.on('error', () => {}); // `write` handles the error; without a listener it would end the process
  return {
    isTerminal: stream.isTTY === true,
    // Read each time, because the window may be resized.
    get columns() {
      return stream.columns || 80;
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => {
          if (error && !isClosedPipe(error)) reject(new UnwritableError(name, error));
          else resolve();
        });
      }),
  };
}

async function readStdin(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
  return text;
}

// The interface through which all parts of the program report what they do.

/** Ends what a call started. It may be called again, which does nothing. */
export type Disposer = () => void;

/**
 * Where the terminal shows the progress: in the row of the cursor, or in the row below it, because a program that runs
 * meanwhile may itself show or ask something at the cursor.
 */
export type StatusPlace = 'at-cursor' | 'below-cursor';

/** Receives debug lines and progress. */
export interface Reporter {
  /** Logs one line about what happens and why, for `--debug`. It never contains anything secret. */
  debug(line: string): void;
  /**
   * Shows that something which may take a while is in progress.
   *
   * @param message gives the text, as long as the progress is shown; `undefined` to show nothing at the moment
   * @param place `at-cursor` by default
   * @returns ends the progress
   */
  showProgress(message: () => string | undefined, place?: StatusPlace): Disposer;
}
