/**
 * Questions on the terminal, one after the other. Raw mode is needed for arrows and for a filter that works while one
 * types; it is on only while they are there, and off again however that ends (libuv takes it back at any exit of its own;
 * after a SIGKILL `stty sane` does). A code is asked for in another way (`mfa/terminal.ts`), because an SDK's child may be
 * killed any time.
 */
import { openSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';
import { safeText } from '../util/text.ts';
import type { System } from '../system.ts';
import { styleOf } from '../cli/people/style.ts';
import { type Dialog, type Ending, isEnd, type Size } from '../cli/setup/dialog.ts';
import { KeyQueue } from '../cli/setup/key-queue.ts';
import { Keys } from '../cli/setup/keys.ts';

/** What asking needs of the world. */
export interface DialogDoors {
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
    const line = typeof answer === 'string' ? '' : `${safeText(dialog.answered(answer))}\r\n`;
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
