/** How wide the columns of a table are, so that it fits: those that may be wrapped give way. */
import { cutLines } from '../../ui/wrap.ts';
import { narrowedTo, type Texts } from '../../ui/narrowing.ts';
import type { Row, Table } from '../../ui/table.ts';
import { textWidth } from './text-width.ts';

/** Spaces between two columns. */
export const GAP = 2;

/** A note beside a name needs this much; below that, blocks read better. */
const NOTE = 24;

/** The width of each column; `undefined` if there is no way to fit. Words are cut in as few columns as possible. */
export function fittingWidths(table: Table, width: number): readonly number[] | undefined {
  if (!hasRoomForNotes(table.rows, width)) return undefined;
  const room = width - GAP * (table.titles.length - 1);
  const whole = table.titles.map((title, index) =>
    table.rows.reduce(
      (most, { cells }) => Math.max(most, textWidth(cells[index]?.text ?? '')),
      textWidth(title),
    ),
  );
  if (whole.reduce((sum, each) => sum + each, 0) <= room) return whole;
  const columns = columnsOf(table);
  const bySaving = [...columns].sort((a, b) => saving(b) - saving(a));
  for (let count = 0; count <= columns.length; count += 1) {
    const cut = new Set(bySaving.slice(0, count));
    const widths = narrowedTo(room, columns, (column) =>
      cut.has(column) ? column.least : column.uncut,
    );
    // Words seldom fill a line: what is left over is not kept empty.
    if (widths) return widths.map((each, index) => widthAt(columns[index]?.texts ?? [], each));
  }
  return undefined;
}

/** What is gained by cutting the words of a column. */
const saving = ({ uncut, least }: Column) => uncut - least;

/** A column, and how narrow it may be. */
interface Column extends Texts {
  /** If no word is cut. */
  readonly uncut: number;
  /** If words are cut. */
  readonly least: number;
}

function textsOf({ titles, rows }: Table): readonly (readonly string[])[] {
  return titles.map((title, index) => [
    title,
    ...rows.map(({ cells }) => cells[index]?.text ?? ''),
  ]);
}

function columnsOf(table: Table): readonly Column[] {
  return textsOf(table).map((texts, index) => {
    const title = table.titles[index] ?? '';
    const width = widest(texts);
    const narrowest = widthAt(texts, table.least[title] ?? width);
    const word = widest(texts.flatMap((text) => text.split(' ')));
    return { texts, width, uncut: Math.max(word, narrowest), least: narrowest };
  });
}

/** How much of a width texts really need. */
function widthAt(texts: readonly string[], width: number): number {
  return widest(texts.flatMap((text) => cutLines(text, width)));
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, textWidth(text)), 0);
}

function hasRoomForNotes(rows: readonly Row[], width: number): boolean {
  if (rows.every(({ note }) => note === undefined)) return true;
  return width - widest(rows.map(({ cells }) => cells[0]?.text ?? '')) - GAP >= NOTE;
}
