/**
 * Shows interactive dialogs on the terminal, one after the other. Arrow keys and the live filter need raw mode. It is on
 * only while a dialog is open, and is always reset, in whatever way the dialog ends (libuv resets it at exit; after a SIGKILL,
 * `stty sane` does). The prompt for MFA codes does not use raw mode, because an SDK may kill its child at any time.
 *
 * A dialog reads the keys that it handles, and not one more: what the user types ahead belongs to the next question, or to the
 * shell.
 */

import { closeSync, constants, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import { ReadStream, WriteStream } from 'node:tty';
import { isInTerminalForeground } from '../process/foreground.ts';
import type { System } from '../system.ts';
import { type Style, styleOf } from '../ui/format.ts';
import { safeText } from '../util/text.ts';
import { openDevice, READ_WRITE } from './tty.ts';

/** What dialogs need from the context. */
interface DialogDeps {
  readonly system: Pick<System, 'env' | 'platform' | 'stdout' | 'stderr'>;
  readonly interrupted: AbortSignal;
}

/** Shows a dialog. A line with the answer may replace it afterwards. */
export type Ask = <State extends object, Answer extends object>(
  dialog: Dialog<State, Answer>,
) => Promise<Answer | Ending>;

/** Clears the screen from the beginning of the line of the cursor. */
const CLEAR = '\r\x1b[J';

/** Runs the work with a function that shows dialogs on the controlling terminal, which must exist. */
export async function withDialogs<T>(
  { system, interrupted }: DialogDeps,
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  const openOutput = () => new WriteStream(openDevice(READ_WRITE, 'CONOUT$'));
  // It only sets the mode; on Windows it also reads.
  const [input, output] = [new ReadStream(openDevice(READ_WRITE)), openOutput()];
  const style = styleOf({ ...system.stderr, isTerminal: true }, system.env);
  const characters = system.platform === 'win32' ? consoleInput(input) : deviceInput();
  const keys = keySource(characters.read);
  // A signal counts as Ctrl-C.
  const interrupt = () => keys.add('\x03');
  interrupted.addEventListener('abort', interrupt, { once: true });
  if (interrupted.aborted) interrupt();
  const write = (text: string) =>
    new Promise<void>((resolve) => output.write(text, () => resolve()));
  const ask: Ask = async (dialog) => {
    const draw = (state: typeof dialog.start) =>
      output.write(screen(dialog.lines(state, sizeOf(openOutput()), style)));
    const suspend = async () => {
      await write(CLEAR);
      input.setRawMode(false);
      await stopUntilContinued();
      input.setRawMode(true);
    };
    const answer = await runDialog(dialog, keys, draw, suspend, system.stdout.isTerminal);
    const summary = typeof answer === 'string' ? '' : safeText(dialog.summary(answer));
    await write(summary === '' ? CLEAR : `${CLEAR}${summary}\r\n`);
    return answer;
  };
  try {
    input.setRawMode(true);
    return await work(ask);
  } finally {
    input.setRawMode(false);
    characters.close();
    input.destroy();
    output.destroy();
  }
}

/**
 * Shows a dialog until its end.
 *
 * @param suspend stops the job, and returns when it goes on
 * @param isJob whether Ctrl-Z may stop this process: in `$(swrole)` it is part of the shell's own job, and nothing could continue it
 */
async function runDialog<State extends object, Answer extends object>(
  dialog: Dialog<State, Answer>,
  keys: KeySource,
  draw: (state: State) => void,
  suspend: () => Promise<void>,
  isJob: boolean,
): Promise<Answer | Ending> {
  let state = dialog.start;
  const redraw = () => draw(state);
  const onStop = () => keys.add(SUSPEND);
  process.on('SIGWINCH', redraw).on('SIGTSTP', onStop);
  try {
    for (;;) {
      redraw();
      const key = await keys.next();
      if (key === SUSPEND) {
        process.off('SIGTSTP', onStop);
        if (isJob) await suspend();
        process.on('SIGTSTP', onStop);
        continue;
      }
      const step = dialog.press(state, key);
      if (isEnd(step)) return step.picked;
      state = step;
    }
  } finally {
    process.off('SIGWINCH', redraw).off('SIGTSTP', onStop);
  }
}
/** Milliseconds until a job that nothing can stop goes on: without a shell, the system ignores the signal. */
const STOP_TIME = 50;

/** Stops the job, as the terminal does at Ctrl-Z, until it is in the foreground again. */
async function stopUntilContinued(): Promise<void> {
  do {
    process.kill(0, 'SIGTSTP');
    // A stopped process notices the end of the delay when it goes on.
    await delay(STOP_TIME);
  } while (!isInTerminalForeground());
}

/** The current size of the terminal: a stream keeps the size from when it was opened. */
function sizeOf(output: WriteStream): Size {
  const [columns, rows] = output.getWindowSize();
  output.destroy();
  return { columns: columns || 80, rows: rows || 24 };
}

/** The output that draws the lines and leaves the cursor at the end of the first one, where the user types. */
function screen(lines: readonly string[]): string {
  const up = lines.length > 1 ? `\x1b[${lines.length - 1}A` : '';
  return `${CLEAR}${lines.join('\r\n')}${up}\r${lines[0]}`;
}

// A dialog as data: its state, and what each key does.

/** The size of the terminal. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** How a dialog ended without an answer: `left` by Escape or Ctrl-D, `interrupted` by Ctrl-C. */
export type Ending = 'left' | 'interrupted';

/** The result of a key: the next state, or the end of the dialog. */
export type Step<State extends object, Answer extends object> =
  | State
  | { readonly picked: Answer | Ending };

/** A dialog. */
export interface Dialog<State extends object, Answer extends object> {
  readonly start: State;
  press(state: State, key: string): Step<State, Answer>;
  /** The lines to draw. The user types at the end of the first one; no line reaches the last column. */
  lines(state: State, size: Size, style: Style): readonly string[];
  /** The line that replaces the dialog after the answer; empty for none. */
  summary(answer: Answer): string;
}

/** The ending that a key causes in every dialog. */
export function endingOf(key: string): Ending | undefined {
  if (key === '\x03') return 'interrupted';
  return key === '\x1b' || key === '\x04' ? 'left' : undefined;
}

const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]$/u;

/** Applies a key to a text being typed; `undefined` for a key that does not edit text. */
export function editText(text: string, key: string): string | undefined {
  if (key === '\x7f' || key === '\b') return [...text].slice(0, -1).join('');
  if (key === '\x15') return '';
  return PRINTABLE.test(key) ? text + key : undefined;
}

/** Whether a dialog has ended. */
function isEnd<State extends object, Answer extends object>(
  step: Step<State, Answer>,
): step is { readonly picked: Answer | Ending } {
  return 'picked' in step;
}

// Splits the input of a raw terminal into keys: an arrow key is three characters, Escape only the first of them.

const UNFINISHED = /^\x1b(?:\[[0-?]*[ -/]*|O)?$/;
const SEQUENCE = /^\x1b(?:\[[0-?]*[ -/]*[@-~]|O.)$/u;

/** Milliseconds until a lone Escape character counts as the Escape key; over SSH an arrow key may arrive in two parts. */
const ESCAPE_TIME = 50;

/** Milliseconds between two looks for a key. */
const POLL_TIME = 10;

/** Ctrl-Z. */
const SUSPEND = '\x1a';

/** Where keys come from. */
interface KeySource {
  /** The next key; only one caller may wait at a time. */
  next(): Promise<string>;
  /** Adds a key that was not typed. */
  add(key: string): void;
}

/**
 * Reads keys, and no character behind the key that is asked for.
 *
 * @param read gives the next character; `undefined` if there is none at the moment
 */
export function keySource(read: () => string | undefined): KeySource {
  const added: string[] = [];
  const next = async () => {
    let pending = '';
    for (let since = performance.now(); ; ) {
      const other = added.shift();
      if (other !== undefined) return other;
      const character = read();
      if (character !== undefined) {
        since = performance.now();
        pending += character;
        if (UNFINISHED.test(pending)) continue;
        if (pending === character || SEQUENCE.test(pending)) return pending;
        added.push(...pending.slice(1));
        return pending.charAt(0);
      }
      if (pending !== '' && performance.now() - since >= ESCAPE_TIME) return pending;
      await delay(POLL_TIME);
    }
  };
  return { next, add: (key) => void added.push(key) };
}

/** What a key source reads from. */
interface KeyInput {
  readonly read: () => string | undefined;
  close(): void;
}

/** A closed terminal counts as Ctrl-D. */
const CLOSED = '\x04';

/** One byte at a time, without waiting: a read that waits could only be ended together with its process (`read-line.ts`). */
function deviceInput(): KeyInput {
  const fd = openDevice(READ_WRITE | (constants.O_NONBLOCK ?? 0));
  const decoder = new StringDecoder('utf8');
  const byte = Buffer.alloc(1);
  const read = (): string | undefined => {
    try {
      return readSync(fd, byte, 0, 1, null) === 0 ? CLOSED : decoder.write(byte) || read();
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? undefined : CLOSED;
    }
  };
  return { read, close: () => closeSync(fd) };
}

/** The console of Windows, which has no such reads. UNVERIFIED: no test runs it. */
function consoleInput(input: ReadStream): KeyInput {
  let typed: string[] = [];
  const close = () => void typed.push(CLOSED);
  input.setEncoding('utf8').on('data', (text: string) => void typed.push(...text));
  input.on('end', close).on('error', close);
  return {
    read: () => typed.shift(),
    close: () => {
      typed = [];
    },
  };
}
