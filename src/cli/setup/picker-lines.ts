/** The lines that show a list to choose from. */
import { safeText } from '../../safe-text.ts';
import type { Style } from '../people/style.ts';
import { fitting, type Picker } from './picker.ts';

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
