/**
 * Runs a program that answers on stdout, to its end and no further: within a time limit, with all that it
 * starts, and without waiting for a daemon that it leaves behind with our pipe (security.md, experiment F).
 */
import { existsSync } from 'node:fs';
import { parse } from 'node:path';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import type { Environment } from '../system.ts';
import type { CommandEnding } from './mfa-error.ts';
import { endTree } from './process-tree.ts';
import { type Stopped, whyStopped } from './stopped.ts';

/** What to run, and in which surroundings. */
export interface Child {
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
  readonly stop: AbortSignal;
}

/** What came of it. */
export interface ChildResult {
  readonly ending: CommandEnding | Stopped;
  /** The first 4 KB; a program that writes more than that loses its pipe. */
  readonly stdout: string;
  /** The last 2 KB. */
  readonly stderr: string;
}

const STDOUT_LIMIT = 4096;
const STDERR_KEPT = 2048;

/** After the program has ended, its last words get this many milliseconds to arrive. */
const DRAIN = 250;

/** A descriptor as an option of execa, which passes on any but whose types know only 3 to 9. */
export function descriptor(fd: number): 3 {
  return fd as 3;
}

function start({ file, args, env, home, terminal }: Child) {
  return execa(file, args ?? [], {
    shell: args === undefined,
    stdin: terminal ? descriptor(terminal.input) : 'ignore',
    stdout: 'pipe',
    stderr: terminal ? descriptor(terminal.output) : 'pipe',
    env,
    extendEnv: false,
    cwd: existsSync(home) ? home : parse(process.execPath).root,
    buffer: false,
    reject: false,
    cleanup: false,
    windowsHide: true,
  });
}

function collect(stream: Readable | null, keep: (text: string) => string): () => string {
  let text = '';
  stream?.setEncoding('latin1').on('data', (chunk: string) => {
    text = keep(text + chunk);
  });
  return () => Buffer.from(text, 'latin1').toString('utf8');
}

/** Starts the program and waits for its end. Never throws: a program that cannot be started has an ending too. */
export async function runChild(child: Child): Promise<ChildResult> {
  const running = start(child);
  const closePipes = () => {
    running.stdout?.destroy();
    running.stderr?.destroy();
  };
  const stdout = collect(running.stdout, (text) => {
    if (text.length > STDOUT_LIMIT) running.stdout?.destroy();
    return text.slice(0, STDOUT_LIMIT);
  });
  const stderr = collect(running.stderr, (text) => text.slice(-STDERR_KEPT));
  let drain: NodeJS.Timeout | undefined;
  running.once('exit', () => {
    drain = setTimeout(closePipes, DRAIN);
  });
  const stopped = endWhenAborted(running.pid, child);
  const result = await running;
  clearTimeout(drain);
  const ending = (await stopped()) ? whyStopped(child.stop) : endingOf(running, result.code);
  return { ending, stdout: stdout(), stderr: stderr() };
}

/** @returns to be called after the end: whether it was brought about, once all of the tree has ended */
function endWhenAborted(pid: number | undefined, { stop, platform }: Child) {
  let ended: Promise<void> | undefined;
  const end = () => {
    if (pid !== undefined) ended = endTree(pid, platform);
  };
  stop.addEventListener('abort', end);
  if (stop.aborted) end();
  return async () => {
    stop.removeEventListener('abort', end);
    await ended;
    return ended !== undefined;
  };
}

function endingOf(
  { exitCode, signalCode }: { exitCode: number | null; signalCode: NodeJS.Signals | null },
  code: string | undefined,
): CommandEnding {
  if (signalCode !== null) return { signal: signalCode };
  // Node gives a negative status to a program that could not be started.
  if (exitCode !== null && exitCode >= 0) return { exitCode };
  return { notStarted: code ?? 'unknown' };
}
