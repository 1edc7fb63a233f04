/**
 * Runs a program that answers on stdout, and waits for its end: within a time limit, which also ends everything it has
 * started, and without waiting for a daemon that it leaves behind with our pipe (security.md, experiment F). Also says what swrole may show
 * of a command.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, parse } from 'node:path';
import type { Readable } from 'node:stream';
import type { Environment } from '../system.ts';
import { type Stopped, type StopSignal, whyStopped } from '../util/errors.ts';
import { withoutSecrets } from '../util/secret-text.ts';
import { ownLine, safeText } from '../util/text.ts';
import { killTree } from './kill-tree.ts';

/** What to run, and in which environment. */
interface Child {
  readonly file: string;
  /** `undefined`: `file` is a command line for the platform's shell (`/bin/sh -c`, `cmd.exe /d /s /c`). */
  readonly args: readonly string[] | undefined;
  /** Its whole environment. */
  readonly env: Environment;
  /** Its working directory: the directory in which swrole was started must not decide which `op` runs, or its settings. */
  readonly home: string;
  /** Descriptors of the terminal; without them, stdin is empty and stderr is collected. */
  readonly terminal: { readonly input: number; readonly output: number } | undefined;
  readonly platform: NodeJS.Platform;
  /** Ends the program and everything it has started. */
  readonly stop: StopSignal;
  /** How many bytes of its stdout to read; 4 KB by default. */
  readonly outputLimit?: number;
}

/** How a program ended: its exit status, the signal that ended it, or why it did not start. */
export type CommandEnding =
  | { readonly exitCode: number }
  | { readonly signal: string }
  | { readonly notStarted: string };

/** How a program ended, as every message and debug line says it. */
export function describeEnding(ending: CommandEnding | Stopped): string {
  if (ending === 'timed-out' || ending === 'cancelled') return 'no answer in time';
  if ('exitCode' in ending) return `exit status ${ending.exitCode}`;
  return 'signal' in ending ? ending.signal : `not started (${ending.notStarted})`;
}

/** Whether it ended with status 0. */
export function hasSucceeded(ending: CommandEnding | Stopped): boolean {
  return typeof ending === 'object' && 'exitCode' in ending && ending.exitCode === 0;
}

/** How the program ended, and its output. */
export interface ChildResult {
  readonly ending: CommandEnding | Stopped;
  /** All of stdout, or its beginning if it is longer than the limit. */
  readonly stdout: string;
  /** Whether it wrote more than the limit. */
  readonly isTruncated: boolean;
  /** The last 2 KB of stderr, if it was collected. */
  readonly stderr: string;
}

/** After the program has ended, swrole reads its remaining output for at most this many milliseconds. */
const DRAIN_TIME = 250;

/** Bytes; enough for a code. */
const OUTPUT_LIMIT = 4096;

/** Starts the program and waits for its end. Never throws: a program that does not start has an ending too. */
export async function runChild(child: Child): Promise<ChildResult> {
  const running = startOrErrorCode(child);
  if (typeof running === 'string')
    return { ending: { notStarted: running }, stdout: '', isTruncated: false, stderr: '' };
  const output = collectOutput(running, child.outputLimit ?? OUTPUT_LIMIT);
  running.once('exit', () => setTimeout(output.close, DRAIN_TIME).unref());
  const wasStopped = killWhenStopped(running.pid, child);
  const code = await untilClosed(running);
  const ending = (await wasStopped()) ? whyStopped(child.stop) : endingOf(running, code);
  return {
    ending,
    stdout: output.stdout(),
    isTruncated: output.isTruncated(),
    stderr: output.stderr(),
  };
}

/** @returns the system's code of an error that node throws, such as `E2BIG`; it reports others, such as `ENOENT`, later */
function startOrErrorCode(child: Child): ChildProcess | string {
  try {
    return start(child);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}

// Node's own `spawn`: to load execa for this one child would take a tenth of a cold start.
function start({ file, args, env, home, terminal }: Child): ChildProcess {
  return spawn(file, args ?? [], {
    shell: args === undefined,
    stdio: [terminal?.input ?? 'ignore', 'pipe', terminal?.output ?? 'pipe'],
    env,
    cwd: existsSync(home) ? home : parse(process.execPath).root,
    windowsHide: true,
  });
}

/** @returns the system's code if the program did not start */
function untilClosed(running: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    running.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code));
    running.once('close', () => resolve(undefined));
  });
}

/** @returns a function to call after the end: it waits until the whole tree has ended, and returns whether `stop` ended it */
function killWhenStopped(pid: number | undefined, { stop, platform }: Child) {
  let ended: Promise<void> | undefined;
  const kill = () => {
    if (pid !== undefined) ended = killTree(pid, platform);
  };
  stop.addEventListener('abort', kill);
  if (stop.aborted) kill();
  return async () => {
    stop.removeEventListener('abort', kill);
    await ended;
    return ended !== undefined;
  };
}

/** What Node reports about a child that has ended, or did not start. */
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

/** The output of a child so far. */
interface ChildOutput {
  /** All of stdout, or its beginning if it is longer than the limit. */
  stdout(): string;
  /** Whether stdout is longer than the limit. */
  isTruncated(): boolean;
  /** The last 2 KB of stderr. */
  stderr(): string;
  /** Stops reading, even if another process still has the other end open. */
  close(): void;
}

const STDERR_KEPT = 2048;

/** One character per byte, so that the limit counts bytes. */
const BYTES = 'latin1';

function collect(stream: Readable | null, keep: (bytes: string) => string): () => string {
  let bytes = '';
  stream?.setEncoding(BYTES).on('data', (chunk: string) => {
    bytes = keep(bytes + chunk);
  });
  return () => Buffer.from(bytes, BYTES).toString('utf8');
}

/** Reads the pipes that exist. Closes stdout when the program writes more than the limit. */
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

// What swrole may show of a command: its program, and the last line and the hint of its stderr. Never a secret.

/** A quoted word, or everything up to white space; of an assignment (`SECRET=…`) only the name. */
const FIRST_WORD = /^\s*(?:\w+(?==)|"[^"]*"|'[^']*'|\S*)/;

/** The program of a command line, safe to show: the arguments, and even the first word (a pasted seed), may be secrets. */
export function programName(command: string): string {
  return withoutSecrets(firstWord(command));
}

function firstWord(command: string): string {
  return (FIRST_WORD.exec(command)?.[0] ?? '').trim();
}

/** The progress message while swrole waits for a program: its name, without its folder. */
export function waitingForProgram(command: string): string {
  return `waiting for ${withoutSecrets(basename(firstWord(command).replace(/^["']|["']$/g, '')))}…`;
}

/** Terminal colours, which would only make the message harder to read. */
const COLOURS = /\x1b\[[0-9;]*m/g;

/** A hint about what to do, which swrole and other programs print after the reason. */
const HINT = /^\w+: hint: /;

/** How long ago the same attempt failed, which swrole prints before its hint. */
const FAILED_BEFORE = /^the same attempt failed /;

/** If a swrole failed because of another swrole, only the innermost reason counts; this matches all before it. */
const OUTER_REASON = new RegExp(
  `^.*(?:${ownLine('', 'error')}|credential_process of profile '.*' \\(.*\\) failed: [^:]+: )`,
);

const LONGEST = 300;

/**
 * The last line that a program wrote to stderr, where programs explain why they failed: safe for a terminal, and without
 * anything that may be a code or a secret.
 *
 * @returns `undefined` if it wrote nothing
 */
export function outputExcerpt(stderr: string): string | undefined {
  const last = linesOf(stderr).findLast((line) => line && !HINT.test(line));
  return last && sanitize(last.replace(OUTER_REASON, ''));
}

/** The hint that a program, such as another swrole, printed with its failure; `undefined` if there is none. */
export function outputHint(stderr: string): string | undefined {
  const hints = linesOf(stderr).filter((line) => HINT.test(line));
  const last = hints
    .map((line) => line.replace(HINT, ''))
    .findLast((hint) => !FAILED_BEFORE.test(hint));
  return last && sanitize(last);
}

function linesOf(stderr: string): readonly string[] {
  const lines = stderr.replace(COLOURS, '').split(/[\r\n]+/);
  return lines.map((line) => line.trim());
}

function sanitize(line: string): string {
  return safeText(withoutSecrets(line)).slice(0, LONGEST);
}
