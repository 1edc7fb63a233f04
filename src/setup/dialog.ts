/**
 * Shows interactive dialogs on the terminal, one after the other. Arrow keys and the live filter need raw mode. It is on
 * only while dialogs are open, and is always reset (libuv resets it at exit; after a SIGKILL, `stty sane` does). The prompt
 * for MFA codes does not use raw mode, because an SDK may kill its child at any time.
 */

import { ReadStream, WriteStream } from 'node:tty';
import type { System } from '../system.ts';
import { openDevice, READ_WRITE } from '../terminal/tty.ts';
import { type Style, styleOf } from '../ui/format.ts';
import { safeText } from '../util/text.ts';

/** What dialogs need from the context. */
interface DialogDeps {
  readonly system: Pick<System, 'env' | 'stderr'>;
  readonly interrupted: AbortSignal;
}

/** Shows a dialog. A line with the answer replaces it afterwards. */
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
  const [input, output] = [new ReadStream(openDevice(READ_WRITE)), openOutput()];
  const style = styleOf({ ...system.stderr, isTerminal: true }, system.env);
  const keys = readKeys(input, interrupted);
  const ask: Ask = async (dialog) => {
    const answer = await runDialog(dialog, keys, (state) =>
      output.write(screen(dialog.lines(state, sizeOf(openOutput()), style))),
    );
    const line = typeof answer === 'string' ? '' : `${safeText(dialog.summary(answer))}\r\n`;
    await new Promise<void>((resolve) => output.write(CLEAR + line, () => resolve()));
    return answer;
  };
  try {
    input.setRawMode(true);
    return await work(ask);
  } finally {
    input.setRawMode(false);
    input.destroy();
    output.destroy();
  }
}

/** A closed terminal counts as Ctrl-D, a signal as Ctrl-C. */
function readKeys(input: ReadStream, interrupted: AbortSignal): KeyQueue {
  const queue = new KeyQueue();
  const keys = new Keys((key) => queue.add(key));
  input.setEncoding('utf8').on('data', (text: string) => keys.add(text));
  input.on('end', () => queue.add('\x04')).on('error', () => queue.add('\x04'));
  interrupted.addEventListener('abort', () => queue.add('\x03'), { once: true });
  if (interrupted.aborted) queue.add('\x03');
  return queue;
}

async function runDialog<State extends object, Answer extends object>(
  dialog: Dialog<State, Answer>,
  keys: KeyQueue,
  draw: (state: State) => void,
): Promise<Answer | Ending> {
  let state = dialog.start;
  const redraw = () => draw(state);
  process.on('SIGWINCH', redraw);
  try {
    for (;;) {
      redraw();
      const step = dialog.press(state, await keys.next());
      if (isEnd(step)) return step.picked;
      state = step;
    }
  } finally {
    process.off('SIGWINCH', redraw);
  }
}

/** The current size of the terminal: a stream keeps the size from when it was opened. */
function sizeOf(output: WriteStream): Size {
  const [columns, rows] = output.getWindowSize();
  output.destroy();
  return { columns: columns || 80, rows: rows || 24 };
}

/** The output that draws the lines and leaves the cursor at the end of the first one, where the user types. */
function screen(lines: readonly string[]): string {
  return `${CLEAR}${lines.join('\r\n')}\x1b[${lines.length - 1}A\r${lines[0]}`;
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
  /** The line that replaces the dialog after the answer. */
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

const KEY = /\x1b\[[0-?]*[ -/]*[@-~]|\x1bO.|[\s\S]/gu;
const UNFINISHED = /\x1b(?:\[[0-?]*|O)?$/;

/** Milliseconds until a lone Escape character counts as the Escape key; over SSH an arrow key may arrive in two parts. */
const ESCAPE_TIME = 50;

/** Receives text chunks, and emits one key after the other. */
export class Keys {
  readonly #emit: (key: string) => void;
  #pending = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(emit: (key: string) => void) {
    this.#emit = emit;
  }

  add(text: string): void {
    clearTimeout(this.#timer);
    this.#pending += text;
    if (UNFINISHED.test(this.#pending))
      this.#timer = setTimeout(() => this.#flush(), ESCAPE_TIME).unref();
    else this.#flush();
  }

  #flush(): void {
    const keys = this.#pending.match(KEY) ?? [];
    this.#pending = '';
    for (const key of keys) this.#emit(key);
  }
}

/** A queue of keys. Keys that are typed ahead go to the next dialog. */
export class KeyQueue {
  readonly #keys: string[] = [];
  #taker: ((key: string) => void) | undefined;

  add(key: string): void {
    const taker = this.#taker;
    this.#taker = undefined;
    if (taker) taker(key);
    else this.#keys.push(key);
  }

  /** The next key; only one caller may wait at a time. */
  next(): Promise<string> {
    const key = this.#keys.shift();
    if (key !== undefined) return Promise.resolve(key);
    return new Promise((resolve) => {
      this.#taker = resolve;
    });
  }
}
