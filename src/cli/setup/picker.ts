/** A list to choose from, as a value: what each key does to it, and the lines that show it. */
import { safeText } from '../../safe-text.ts';
import type { Style } from '../people/style.ts';
import type { Choice } from './choices.ts';

/** What has been typed, and which of the choices that fit is marked. */
export interface Picker {
  readonly choices: readonly Choice[];
  readonly filter: string;
  readonly marked: number;
}

/** How the choosing ended: `left` by Escape or Ctrl-D, `interrupted` by Ctrl-C. */
export type Picked = Choice | 'left' | 'interrupted';

/** The choices that fit what was typed. */
export function fitting({ choices, filter }: Picker): readonly Choice[] {
  const wanted = filter.toLowerCase();
  return choices.filter(({ name, what }) => `${name} ${what}`.toLowerCase().includes(wanted));
}

const UP = new Set(['\x1b[A', '\x1bOA', '\x10']);
const DOWN = new Set(['\x1b[B', '\x1bOB', '\x0e', '\t']);
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]$/u;

/** What a key makes of the list, or of the choosing its end. */
export function press(picker: Picker, key: string): Picker | { readonly picked: Picked } {
  const { filter } = picker;
  if (UP.has(key)) return moved(picker, -1);
  if (DOWN.has(key)) return moved(picker, 1);
  if (key === '\x03') return { picked: 'interrupted' };
  if (key === '\x1b' || key === '\x04') return { picked: 'left' };
  if (key === '\r' || key === '\n') return taken(picker);
  if (key === '\x7f' || key === '\b') return filtered(picker, [...filter].slice(0, -1).join(''));
  if (key === '\x15') return filtered(picker, '');
  return PRINTABLE.test(key) ? filtered(picker, filter + key) : picker;
}

function moved(picker: Picker, by: number): Picker {
  const { length } = fitting(picker);
  return { ...picker, marked: length && (picker.marked + by + length) % length };
}

function filtered(picker: Picker, filter: string): Picker {
  return { ...picker, filter, marked: 0 };
}

function taken(picker: Picker): Picker | { readonly picked: Picked } {
  const choice = fitting(picker)[picker.marked];
  return choice === undefined ? picker : { picked: choice };
}

/** How much there is to draw on. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const KEYS = 'up, down: choose; type: filter; Enter: take; Esc: leave';
/** More than this, and the eye gets lost: typing is quicker. */
const MOST = 10;

/** The lines of the list; the first ends in what was typed, and no line reaches the last column. */
export function pickerLines(picker: Picker, title: string, size: Size, style: Style): string[] {
  const fits = fitting(picker);
  const count = Math.max(1, Math.min(MOST, size.rows - 3));
  const first = Math.max(0, Math.min(picker.marked - count + 1, fits.length - count));
  const names = Math.max(0, ...fits.map(({ name }) => safeText(name).length));
  const cut = (text: string) => shortened(text, size.columns - 1);
  const rows = fits.slice(first, first + count).map(({ name, what }, i) => {
    const isMarked = first + i === picker.marked;
    const row = cut(`${isMarked ? '>' : ' '} ${safeText(name).padEnd(names)}  ${safeText(what)}`);
    return isMarked ? style.bold(row) : row;
  });
  const hidden = fits.length - rows.length;
  const last = cut(hidden > 0 ? `${hidden} more; ${KEYS}` : KEYS);
  const list = rows.length > 0 ? rows : ['  nothing fits'];
  return [cut(`${title}: ${safeText(picker.filter)}`), ...list, style.dim(last)];
}

/** Beyond Latin and its neighbours, a character may take two columns; each is given them. */
function shortened(text: string, columns: number): string {
  let width = 0;
  let short = '';
  for (const character of text) {
    width += character >= '\u1100' ? 2 : 1;
    if (width > columns) return short;
    short += character;
  }
  return short;
}
