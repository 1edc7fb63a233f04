/**
 * Questions on the terminal, one after the other. Raw mode is needed for arrows and for a filter that works while one
 * types; it is on only while they are there, and off again however that ends (libuv takes it back at any exit of its own;
 * after a SIGKILL `stty sane` does). A code is asked for in another way (`mfa/terminal.ts`), because an SDK's child may be
 * killed any time.
 */

import { openSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';
import type { System } from '../system.ts';
import { type Style, styleOf } from '../ui/format.ts';
import { safeText } from '../util/text.ts';

/** What asking needs of the world. */
interface DialogDoors {
  readonly system: Pick<System, 'platform' | 'env' | 'stderr'>;
  readonly interrupted: AbortSignal;
}

/** Asks a question. It is gone afterwards, and a line says what was answered. */
export type Ask = <State extends object, Answer extends object>(
  dialog: Dialog<State, Answer>,
) => Promise<Answer | Ending>;

/** The screen from the cursor on is empty, the cursor at the beginning of its line. */
const CLEAR = '\r\x1b[J';

/** Does the work with a way to ask on the controlling terminal, which is there. */
export async function withDialogs<T>(
  { system, interrupted }: DialogDoors,
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  const isWindows = system.platform === 'win32';
  const open = (name: string) => openSync(isWindows ? `\\\\.\\${name}` : '/dev/tty', 'r+');
  const openOutput = () => new WriteStream(open('CONOUT$'));
  const [input, output] = [new ReadStream(open('CONIN$')), openOutput()];
  const style = styleOf({ ...system.stderr, isTerminal: true }, system.env);
  const keys = keysOf(input, interrupted);
  const ask: Ask = async (dialog) => {
    const answer = await answering(dialog, keys, (state) =>
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

/** A terminal that has gone is as good as Ctrl-D, a signal as Ctrl-C. */
function keysOf(input: ReadStream, interrupted: AbortSignal): KeyQueue {
  const queue = new KeyQueue();
  const keys = new Keys((key) => queue.add(key));
  input.setEncoding('utf8').on('data', (text: string) => keys.add(text));
  input.on('end', () => queue.add('\x04')).on('error', () => queue.add('\x04'));
  interrupted.addEventListener('abort', () => queue.add('\x03'), { once: true });
  if (interrupted.aborted) queue.add('\x03');
  return queue;
}

async function answering<State extends object, Answer extends object>(
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

/** A terminal's size now: a stream keeps the size that it was opened at. */
function sizeOf(output: WriteStream): Size {
  const [columns, rows] = output.getWindowSize();
  output.destroy();
  return { columns: columns || 80, rows: rows || 24 };
}

/** Draws the lines, and leaves the cursor where one types: at the end of the first. */
function screen(lines: readonly string[]): string {
  return `${CLEAR}${lines.join('\r\n')}\x1b[${lines.length - 1}A\r${lines[0]}`;
}

// A question that takes keys one by one, as a value; `terminal-dialogs.ts` shows it.

/** How much there is to draw on. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** How a question ended without an answer: `left` by Escape or Ctrl-D, `interrupted` by Ctrl-C. */
export type Ending = 'left' | 'interrupted';

/** What a key makes of a question: its next state, or its end. */
export type Step<State extends object, Answer extends object> =
  | State
  | { readonly picked: Answer | Ending };

/** A question. */
export interface Dialog<State extends object, Answer extends object> {
  readonly start: State;
  press(state: State, key: string): Step<State, Answer>;
  /** The first line ends where one types, and no line reaches the last column. */
  lines(state: State, size: Size, style: Style): readonly string[];
  /** What stands in the place of it all, once it is answered. */
  summary(answer: Answer): string;
}

/** The end that a key stands for in every question. */
export function endingOf(key: string): Ending | undefined {
  if (key === '\x03') return 'interrupted';
  return key === '\x1b' || key === '\x04' ? 'left' : undefined;
}

const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]$/u;

/** What a key makes of a text that is being typed; `undefined` for a key that has nothing to do with it. */
export function editText(text: string, key: string): string | undefined {
  if (key === '\x7f' || key === '\b') return [...text].slice(0, -1).join('');
  if (key === '\x15') return '';
  return PRINTABLE.test(key) ? text + key : undefined;
}

/** Whether a question has ended. */
function isEnd<State extends object, Answer extends object>(
  step: Step<State, Answer>,
): step is { readonly picked: Answer | Ending } {
  return 'picked' in step;
}

/** What a raw terminal sends, taken apart into keys: an arrow is three characters, Escape only the first of them. */

const KEY = /\x1b\[[0-?]*[ -/]*[@-~]|\x1bO.|[\s\S]/gu;
const UNFINISHED = /\x1b(?:\[[0-?]*|O)?$/;

/** Milliseconds after which an Escape that nothing follows is the key of that name; over SSH an arrow may come in two. */
const ESCAPE_TIME = 50;

/** Takes text as it comes, and gives one key after the other. */
export class Keys {
  readonly #give: (key: string) => void;
  #pending = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(give: (key: string) => void) {
    this.#give = give;
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
    for (const key of keys) this.#give(key);
  }
}

/** Keys in the order in which they were pressed, for whoever asks: those typed ahead are for the next question. */
export class KeyQueue {
  readonly #keys: string[] = [];
  #taker: ((key: string) => void) | undefined;

  add(key: string): void {
    const taker = this.#taker;
    this.#taker = undefined;
    if (taker) taker(key);
    else this.#keys.push(key);
  }

  /** The next key; one taker at a time. */
  next(): Promise<string> {
    const key = this.#keys.shift();
    if (key !== undefined) return Promise.resolve(key);
    return new Promise((resolve) => {
      this.#taker = resolve;
    });
  }
}
