/** The lines that show a list to choose from. */
import { safeText } from '../../util/text.ts';
import { cut, cutLeft } from '../people/cut.ts';
import type { Style } from '../people/style.ts';
import { padded, textWidth } from '../people/text-width.ts';
import type { Size } from './dialog.ts';
import { fitting, type Picker } from './picker.ts';

const KEYS = 'type to filter; Enter: take; Esc: leave';
/** More than this, and the eye gets lost: typing is quicker. */
const MOST = 10;

/** The lines of the list; the first ends in what was typed. */
export function pickerLines(picker: Picker, title: string, size: Size, style: Style): string[] {
  const fits = fitting(picker);
  const width = size.columns - 1;
  const count = Math.max(1, Math.min(MOST, size.rows - 3));
  const first = Math.max(0, Math.min(picker.marked - count + 1, fits.length - count));
  const names = Math.max(0, ...fits.map(({ name }) => textWidth(safeText(name))));
  const rows = fits.slice(first, first + count).map(({ name, what }, i) => {
    const isMarked = first + i === picker.marked;
    const text = `${padded(safeText(name), names)}  ${safeText(what)}`;
    const row = cut(`${isMarked ? '>' : ' '} ${text}`, width);
    return isMarked ? style.bold(row) : row;
  });
  const hidden = fits.length - rows.length;
  const last = cut(hidden > 0 ? `${hidden} more; ${KEYS}` : KEYS, width);
  const list = rows.length > 0 ? rows : ['  nothing fits'];
  return [cutLeft(`${title}: ${safeText(picker.filter)}`, width), ...list, style.dim(last)];
}
