/**
 * The list on the terminal. Raw mode is needed for arrows and for a filter that works while one types; it is on only
 * while the list is there, and off again however that ends (libuv takes it back at any exit of its own; after a SIGKILL
 * `stty sane` does). A code is asked for in another way (`mfa/terminal.ts`), because an SDK's child may be killed any time.
 */
import { openSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';
import type { System } from '../../system.ts';
import { styleOf } from '../people/style.ts';
import type { Choice } from './choices.ts';
import { Keys } from './keys.ts';
import { type Picked, type Picker, press } from './picker.ts';
import { pickerLines } from './picker-lines.ts';

/** The screen from the cursor on is empty, the cursor at the beginning of its line. */
const CLEAR = '\r\x1b[J';

/** What choosing needs of the world. */
export interface PickDoors {
  readonly system: Pick<System, 'platform' | 'env' | 'stderr'>;
  readonly interrupted: AbortSignal;
}

/** Lets a person choose. The list is gone afterwards, and a line says what was chosen. */
export async function pick(
  title: string,
  choices: readonly Choice[],
  { system, interrupted }: PickDoors,
): Promise<Picked> {
  const windows = system.platform === 'win32';
  const input = new ReadStream(openSync(windows ? '\\\\.\\CONIN$' : '/dev/tty', 'r+'));
  const output = new WriteStream(openSync(windows ? '\\\\.\\CONOUT$' : '/dev/tty', 'r+'));
  const style = styleOf({ ...system.stderr, isTerminal: true }, system.env);
  const draw = (picker: Picker) => {
    const [columns, rows] = output.getWindowSize();
    output.write(
      screen(pickerLines(picker, title, { columns: columns || 80, rows: rows || 24 }, style)),
    );
  };
  try {
    input.setRawMode(true);
    const picked = await choosing(choices, input, draw, interrupted);
    const line = typeof picked === 'object' ? `${title}: ${picked.name}\r\n` : '';
    await new Promise<void>((resolve) => output.write(CLEAR + line, () => resolve()));
    return picked;
  } finally {
    input.setRawMode(false);
    input.destroy();
    output.destroy();
  }
}

/** Draws the lines, and leaves the cursor where one types: at the end of the first. */
function screen(lines: readonly string[]): string {
  return `${CLEAR}${lines.join('\r\n')}\x1b[${lines.length - 1}A\r${lines[0]}`;
}

function choosing(
  choices: readonly Choice[],
  input: ReadStream,
  draw: (picker: Picker) => void,
  interrupted: AbortSignal,
): Promise<Picked> {
  return new Promise((resolve) => {
    let picker: Picker = { choices, filter: '', marked: 0 };
    const keys = new Keys((key) => {
      const next = press(picker, key);
      if ('picked' in next) return resolve(next.picked);
      picker = next;
      draw(picker);
    });
    input.setEncoding('utf8').on('data', (text: string) => keys.add(text));
    input.on('end', () => resolve('left')).on('error', () => resolve('left'));
    interrupted.addEventListener('abort', () => resolve('interrupted'), { once: true });
    if (interrupted.aborted) resolve('interrupted');
    draw(picker);
  });
}
