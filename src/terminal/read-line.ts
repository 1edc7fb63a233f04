/**
 * Reads one line from the terminal in a process of its own, which may be killed at any moment.
 *
 * Why not in this process: only a read that is blocked inside the kernel gets every key when a parent reads
 * the same terminal, because it holds the terminal's read lock (Linux, with a raw parent that reads: `tty.ReadStream`
 * got the whole code in 2 of 16 runs, this in 32 of 32 on a busy machine; macOS is not measured). Such a read can
 * only be ended by killing its process: in a thread of ours it would hang our exit and outlast the deadline.
 *
 * The reader's worker blocks in the read; its main thread watches a pipe that closes when swrole ends,
 * however it ends. The terminal is descriptor 3: Node restores the modes of 0 to 2 when it exits, and nothing here
 * may touch them.
 */

import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type Stopped, type StopSignal, whyStopped } from '../util/abort.ts';

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

/** From the reader's word that it will read now to the moment when it surely does, in milliseconds. */
const SETTLING = 20;

/** What was typed, as far as it came, and what it means. */
interface Reading {
  readonly keys: string;
  readonly answer: Answer;
}

/**
 * Waits for one line from the terminal.
 *
 * @param terminal a blocking descriptor of the controlling terminal; this process is in its foreground
 * @param ready called when keys arrive here and nowhere else: the moment to show the question
 * @param stop ends the waiting
 * @returns `cancelled` also when the terminal has gone or the reader was killed (Ctrl-C reaches it too)
 * @throws the system's error if the reader cannot be started
 */
export async function readTerminal(
  terminal: number,
  ready: () => Promise<void>,
  stop: StopSignal,
): Promise<Reading> {
  const { execa } = await import('execa');
  const reader = execa(process.execPath, ['-e', READER], {
    stdio: ['pipe', 'pipe', 'ignore', terminal as 3], // execa takes any descriptor, its types 3 to 9
    env: { NODE_OPTIONS: '' }, // meant for somebody else: a debugger would wait here
    buffer: false,
    reject: false,
    cleanup: false,
  });
  const kill = () => reader.kill('SIGKILL');
  stop.addEventListener('abort', kill);
  try {
    if (stop.aborted) kill();
    const keys = collect(reader.stdout);
    const ended = reader.then(refuseUnstarted);
    await Promise.race([once(reader.stdout, 'data'), ended]);
    await delay(SETTLING);
    if (!stop.aborted) await ready();
    await ended;
    return { keys: keys(), answer: typedAnswer(keys()) ?? whyStopped(stop) };
  } finally {
    stop.removeEventListener('abort', kill);
    kill();
  }
}

/** A reader that could not be started is no person who cancels. */
function refuseUnstarted({ exitCode, signal, cause }: Ended): void {
  if (exitCode === undefined && signal === undefined) throw cause;
}

/** What execa says of a process that has ended, or never was. */
interface Ended {
  readonly exitCode?: number | undefined;
  readonly signal?: NodeJS.Signals | undefined;
  readonly cause?: unknown;
}

/** What has come after the reader's first byte. */
function collect(stdout: Readable): () => string {
  let received = '';
  stdout.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
  });
  return () => received.slice(1);
}

// A line as a terminal gives it. Cooked, it comes whole and edited, with a newline at its end. When a parent
// (a dev server with key shortcuts) holds the terminal raw, keys come one by one: Enter is a carriage return,
// and Ctrl-C, Ctrl-D and Backspace are bytes like any other.

/** What a person did at a question. */
export type Answer = { readonly text: string } | Stopped;

/** The keys that end a line. */
const END = /[\r\n\x03\x04]/;

const ERASED_PAIR = /[^\b\x7f][\b\x7f]/;

function withoutErased(keys: string): string {
  const fewer = keys.replace(ERASED_PAIR, '');
  return fewer === keys ? keys.replace(/[\b\x7f]/g, '') : withoutErased(fewer);
}

/**
 * @param keys everything that was typed since the question
 * @returns the answer once the line has ended, `undefined` before
 */
export function typedAnswer(keys: string): Answer | undefined {
  const end = keys.search(END);
  if (end < 0) return undefined;
  if (keys[end] === '\x03' || keys[end] === '\x04') return 'cancelled';
  return { text: withoutErased(keys.slice(0, end)) };
}

/** Whether the terminal itself showed the end of the line, so that the cursor stands on a new one. */
export function endedOnNewLine(keys: string): boolean {
  return keys[keys.search(END)] === '\n';
}
