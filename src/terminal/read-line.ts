/**
 * Reads one line from the terminal in a separate process, which can be killed at any moment.
 *
 * Why not in this process: when a parent reads the same terminal, only a read that blocks in the kernel gets every key,
 * because it holds the terminal's read lock (Linux, with a raw parent that reads: `tty.ReadStream` got the whole code in 2 of
 * 16 runs, this reader in 32 of 32 on a busy machine; macOS is not measured). Only killing its process ends such a read: in a
 * thread of swrole it would block the exit and outlast the deadline.
 *
 * The reader's worker blocks in the read; its main thread watches a pipe that closes when swrole ends, in whatever way. The
 * terminal is descriptor 3: Node restores the modes of 0 to 2 when it exits, and the reader must not touch them.
 */

import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type Stopped, type StopSignal, whyStopped } from '../util/errors.ts';

const WORKER = `
  const { readSync, writeSync } = require('node:fs');
  const bytes = Buffer.alloc(256);
  let keys = '';
  writeSync(1, '\\n');
  for (let count; !/[\\r\\n\\x03\\x04]/.test(keys) && (count = readSync(3, bytes)) > 0; )
    keys += bytes.latin1Slice(0, count);
  writeSync(1, keys, 'latin1');
  process.kill(process.pid, 'SIGKILL');`;

const READER = `
  process.stdin.on('close', () => process.kill(process.pid, 'SIGKILL')).resume();
  new (require('node:worker_threads').Worker)(${JSON.stringify(WORKER)}, { eval: true });`;

/** Milliseconds from the reader's signal that it will read now until it certainly does. */
const START_DELAY = 20;

/** The typed keys, perhaps not a whole line, and what they mean. */
interface Reading {
  readonly keys: string;
  readonly answer: Answer;
  /** Whether SIGINT has ended the reader. */
  readonly wasCtrlC: boolean;
}

/**
 * Waits for one line from the terminal.
 *
 * @param terminal a blocking descriptor of the controlling terminal; this process is in its foreground
 * @param ready called when all keys arrive here: the moment to show the question
 * @param stop ends the read
 * @returns `cancelled` also when the terminal is lost or a signal ends the reader (Ctrl-C reaches it too)
 * @throws the system's error if the reader does not start
 */
export async function readTerminal(
  terminal: number,
  ready: () => Promise<void>,
  stop: StopSignal,
): Promise<Reading> {
  const { execa } = await import('execa');
  const reader = execa(process.execPath, ['-e', READER], {
    stdio: ['pipe', 'pipe', 'ignore', terminal as 3], // execa takes any descriptor, its types 3 to 9
    env: { NODE_OPTIONS: '' }, // meant for other programs: a debugger would wait here
    buffer: false,
    reject: false,
    cleanup: false,
  });
  const kill = () => reader.kill('SIGKILL');
  stop.addEventListener('abort', kill);
  try {
    if (stop.aborted) kill();
    const keys = collect(reader.stdout);
    const ended = reader.then(assertStarted);
    await Promise.race([once(reader.stdout, 'data'), ended]);
    await delay(START_DELAY);
    if (!stop.aborted) await ready();
    const { signal } = await ended;
    const answer = typedAnswer(keys()) ?? whyStopped(stop);
    return { keys: keys(), answer, wasCtrlC: signal === 'SIGINT' };
  } finally {
    stop.removeEventListener('abort', kill);
    kill();
  }
}

/** A reader that did not start is an error, not a user who cancels. */
function assertStarted(ended: Ended): Ended {
  if (ended.exitCode === undefined && ended.signal === undefined) throw ended.cause;
  return ended;
}

/** What execa reports about a process that has ended, or did not start. */
interface Ended {
  readonly exitCode?: number | undefined;
  readonly signal?: NodeJS.Signals | undefined;
  readonly cause?: unknown;
}

/** The keys that have arrived after the reader's first byte, which only signals that it starts. */
function collect(stdout: Readable): () => string {
  let received = '';
  stdout.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
  });
  return () => received.slice(1);
}

// How a terminal delivers a line. In cooked mode the line arrives complete and edited, with a newline at its end. When a
// parent (a dev server with key shortcuts) holds the terminal in raw mode, keys arrive one by one: Enter is a carriage
// return, and Ctrl-C, Ctrl-D and Backspace are ordinary bytes.

/** What the user did at a question. */
export type Answer = { readonly text: string } | Stopped;

/** The keys that end a line. */
const END = /[\r\n\x03\x04]/;

const ERASED_PAIR = /[^\b\x7f][\b\x7f]/;

function withoutErased(keys: string): string {
  const shorter = keys.replace(ERASED_PAIR, '');
  return shorter === keys ? keys.replace(/[\b\x7f]/g, '') : withoutErased(shorter);
}

/**
 * The answer in the typed keys.
 *
 * @param keys everything typed since the question
 * @returns the answer once the line has ended, `undefined` before
 */
export function typedAnswer(keys: string): Answer | undefined {
  const end = keys.search(END);
  if (end < 0) return undefined;
  if (keys[end] === '\x03' || keys[end] === '\x04') return 'cancelled';
  return { text: withoutErased(keys.slice(0, end)) };
}

/** Whether the terminal itself showed the end of the line, so that the cursor is on a new one. */
export function endedOnNewLine(keys: string): boolean {
  return keys[keys.search(END)] === '\n';
}
