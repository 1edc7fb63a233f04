/**
 * Runs a program that answers on stdout, to its end and no further: within a time limit, with all that it
 * starts, and without waiting for a daemon that it leaves behind with our pipe (security.md, experiment F).
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parse } from 'node:path';
import type { Readable } from 'node:stream';
import type { Environment } from '../system.ts';
import { type Stopped, type StopSignal, whyStopped } from '../util/abort.ts';
import { killTree } from './kill-tree.ts';

/** What to run, and in which surroundings. */
interface Child {
  readonly file: string;
  /** `undefined`: `file` is a command line for the platform's shell (`/bin/sh -c`, `cmd.exe /d /s /c`). */
  readonly args: readonly string[] | undefined;
  /** Its whole environment. */
  readonly env: Environment;
  /** Where it runs: the folder swrole was started in must not decide which `op` that is, or how it is set up. */
  readonly home: string;
  /** Descriptors of the terminal; without them stdin is empty and stderr is collected. */
  readonly terminal: { readonly input: number; readonly output: number } | undefined;
  readonly platform: NodeJS.Platform;
  /** Ends it, and everything it has started. */
  readonly stop: StopSignal;
  /** Bytes of its stdout that are read; 4 KB where absent. */
  readonly outputLimit?: number;
}

/** How a program ended: its status, the signal that ended it, or why it could not be started. */
export type CommandEnding =
  | { readonly exitCode: number }
  | { readonly signal: string }
  | { readonly notStarted: string };

/** What came of it. */
export interface ChildResult {
  readonly ending: CommandEnding | Stopped;
  /** All of it, or the beginning of more than the limit. */
  readonly stdout: string;
  /** Whether it wrote more than the limit. */
  readonly isTruncated: boolean;
  /** The last 2 KB, if it was collected. */
  readonly stderr: string;
}

/** After the program has ended, its last words get this many milliseconds to arrive. */
const DRAIN = 250;

/** Enough for a code. */
const OUTPUT_LIMIT = 4096;

/** Starts the program and waits for its end. Never throws: a program that cannot be started has an ending too. */
export async function runChild(child: Child): Promise<ChildResult> {
  const running = startOrCode(child);
  if (typeof running === 'string')
    return { ending: { notStarted: running }, stdout: '', isTruncated: false, stderr: '' };
  const output = collectOutput(running, child.outputLimit ?? OUTPUT_LIMIT);
  running.once('exit', () => setTimeout(output.close, DRAIN).unref());
  const endedByUs = endWhenStopped(running.pid, child);
  const code = await untilClosed(running);
  const ending = (await endedByUs()) ? whyStopped(child.stop) : endingOf(running, code);
  return {
    ending,
    stdout: output.stdout(),
    isTruncated: output.isTruncated(),
    stderr: output.stderr(),
  };
}

/** @returns the system's code of an error that node throws, such as `E2BIG`; it reports others, such as `ENOENT`, later */
function startOrCode(child: Child): ChildProcess | string {
  try {
    return start(child);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}

// Node's own `spawn`: a cold start would spend a tenth of its time on loading execa for this one child.
function start({ file, args, env, home, terminal }: Child): ChildProcess {
  return spawn(file, args ?? [], {
    shell: args === undefined,
    stdio: [terminal?.input ?? 'ignore', 'pipe', terminal?.output ?? 'pipe'],
    env,
    cwd: existsSync(home) ? home : parse(process.execPath).root,
    windowsHide: true,
  });
}

/** @returns the system's code if it could not be started */
function untilClosed(running: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    running.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code));
    running.once('close', () => resolve(undefined));
  });
}

/** @returns to be called after the end: whether we brought it about; resolves once all of the tree has ended */
function endWhenStopped(pid: number | undefined, { stop, platform }: Child) {
  let ended: Promise<void> | undefined;
  const end = () => {
    if (pid !== undefined) ended = killTree(pid, platform);
  };
  stop.addEventListener('abort', end);
  if (stop.aborted) end();
  return async () => {
    stop.removeEventListener('abort', end);
    await ended;
    return ended !== undefined;
  };
}

/** What Node says of a child that has ended, or never was. */
interface Ended {
  readonly exitCode: number | null;
  readonly signalCode: NodeJS.Signals | null;
}

function endingOf({ exitCode, signalCode }: Ended, code: string | undefined): CommandEnding {
  if (signalCode !== null) return { signal: signalCode };
  // Negative: the program could not be started.
  if (exitCode !== null && exitCode >= 0) return { exitCode };
  return { notStarted: code ?? 'unknown' };
}

/** What a child has written so far. */
interface ChildOutput {
  /** As much as was to be kept, or the beginning of more. */
  stdout(): string;
  /** Whether there was more than that. */
  isTruncated(): boolean;
  /** The last 2 KB. */
  stderr(): string;
  /** Ends the reading, also while somebody still has the other end. */
  close(): void;
}

const STDERR_KEPT = 2048;

/** One character per byte, so that a cut is made between bytes, whatever they mean. */
const BYTES = 'latin1';

function collect(stream: Readable | null, keep: (bytes: string) => string): () => string {
  let bytes = '';
  stream?.setEncoding(BYTES).on('data', (chunk: string) => {
    bytes = keep(bytes + chunk);
  });
  return () => Buffer.from(bytes, BYTES).toString('utf8');
}

/** Reads both pipes, where there are any. A program that writes more to stdout than anybody reads loses that pipe. */
function collectOutput(
  child: { readonly stdout: Readable | null; readonly stderr: Readable | null },
  limit: number,
): ChildOutput {
  const { stdout, stderr } = child;
  let isTruncated = false;
  return {
    stdout: collect(stdout, (bytes) => {
      if (bytes.length <= limit) return bytes;
      isTruncated = true;
      stdout?.destroy();
      return bytes.slice(0, limit);
    }),
    isTruncated: () => isTruncated,
    stderr: collect(stderr, (bytes) => bytes.slice(-STDERR_KEPT)),
    close: () => {
      stdout?.destroy();
      stderr?.destroy();
    },
  };
}
