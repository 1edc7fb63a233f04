import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Instant } from './credentials.ts';
import { type Environment, homeDirectory } from './fast-path/paths.ts';

export type { Environment } from './fast-path/paths.ts';

/** One of the two output streams: text goes out whole, in order, before `write` resolves. */
export interface Output {
  readonly isTerminal: boolean;
  /** How many characters a line has there; 80 where nobody knows. */
  readonly columns: number;
  write(text: string): Promise<void>;
}

/** Signals that ask the program to end, seen as an abort until `stop` is called. */
export interface Interrupts {
  /** Aborted with the signal's name as its reason. */
  readonly signal: AbortSignal;
  stop(): void;
}

/** The outer world, read in one place so that everything below can be given another one. */
export interface System {
  /** The arguments after the program's own name. */
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** Node's, such as `20.12.0`. */
  readonly nodeVersion: string;
  /** The person's login name, or what stands for it where the system knows none. */
  readonly user: string;
  /** The machine's name: a home may be shared by several. */
  readonly machine: string;
  /** Where the start-up files of subshells are, in the installed package. */
  readonly shellFiles: string;
  /** The node that runs and the script that it was started with, both absolute. */
  readonly program: { readonly node: string; readonly script: string };
  readonly stdout: Output;
  readonly stderr: Output;
  now(): Instant;
  /** When this process was started. */
  readonly startedAt: Instant;
  /** Rejects when `signal` is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Everything on standard input, up to its end. Only `-t -` may call it: an SDK's pipe never ends. */
  readStdin(): Promise<string>;
  /** While watched, SIGINT, SIGTERM and SIGHUP do not end the process by themselves. */
  watchInterrupts(): Interrupts;
}

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

function user(env: Environment): string {
  try {
    return userInfo().username;
  } catch {
    // A container's uid often has no entry in the account database.
    return env.USER || env.LOGNAME || env.USERNAME || `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

/** Whoever reads may have left (`swrole … | head -1`): that is no error of ours. */
function hasLeft(error: NodeJS.ErrnoException): boolean {
  return error.code === 'EPIPE';
}

/** What was to be said could not be written, such as into a file on a full disk. `code` is the system's. */
export class UnwritableError extends Error {
  override readonly name = 'UnwritableError';
  readonly stream: StreamName;
  readonly code: string;

  constructor(stream: StreamName, { code = 'unknown' }: NodeJS.ErrnoException) {
    super(`${stream}: ${code}`);
    this.stream = stream;
    this.code = code;
  }
}

type StreamName = 'stdout' | 'stderr';

function output(name: StreamName): Output {
  const stream = process[name];
  stream.on('error', () => {}); // the callback has it too; unheard it would end the process
  return {
    isTerminal: stream.isTTY === true,
    // A window may become narrower while something is shown in it.
    get columns() {
      return stream.columns || 80;
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => {
          if (error && !hasLeft(error)) reject(new UnwritableError(name, error));
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

/**
 * The real system. The only reader of `process` outside `src/fast-path/`.
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
    user: user(env),
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
