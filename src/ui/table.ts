/**
 * Formats rows as an aligned table with one line for each row. On a terminal that is too narrow, columns are left out in a fixed
 * order; a word is never broken. In a pipe, every row has all columns, for `grep` and `awk`.
 */
import type { Output } from '../system.ts';
import { safeText } from '../util/text.ts';
import { type Style, textWidth, truncateWords } from './format.ts';

/** The text and colour of a cell. The text may be unsafe: the table escapes it. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** One cell per title, by position, or a note instead of all cells but the first. */
export interface Row {
  readonly cells: readonly Cell[];
  /** A terminal shows as many of its words as there is room for. */
  readonly note?: Cell;
  /** A terminal puts `*` before the row. */
  readonly isActive?: boolean;
}

/** Rows under column titles; on a terminal, empty columns are left out. */
export interface Table {
  readonly titles: readonly string[];
  /** The titles of the columns that a narrow terminal leaves out, the first one first; the other columns stay. */
  readonly drops: readonly string[];
  readonly rows: readonly Row[];
}

/** The table as text for an output stream. */
export function tableText(table: Table, { isTerminal, columns }: Output, style: Style): string {
  const safe = isTerminal ? withoutEmpty(withSafeTexts(table, '')) : withSafeTexts(table, '-');
  const hasMarks = isTerminal && safe.rows.some(({ isActive }) => isActive);
  const width = isTerminal ? columns - (hasMarks ? MARK.length : 0) : Number.POSITIVE_INFINITY;
  const layout = layoutOf(safe, width);
  const titles = { cells: safe.titles.map((text) => ({ text, paint: style.bold })) };
  let text = '';
  for (const row of [titles, ...safe.rows]) {
    const mark = 'isActive' in row && row.isActive ? MARK : NO_MARK;
    text += `${hasMarks ? mark : ''}${rowLine(row, layout)}\n`;
  }
  return text;
}

const MARK = '* ';
const NO_MARK = '  ';

/**
 * The table with escaped texts.
 *
 * @param gap the text of empty cells; in a pipe, a non-empty one keeps the column numbers equal in all lines
 */
function withSafeTexts({ titles, drops, rows }: Table, gap: string): Table {
  // Most cells stay as they are.
  const cell = (from: Cell, empty: string): Cell => {
    const text = safeText(from.text) || empty;
    if (text === from.text) return from;
    return from.paint === undefined ? { text } : { text, paint: from.paint };
  };
  const row = ({ cells, note, isActive = false }: Row): Row => {
    const shown = cells.map((each) => cell(each, gap));
    if (note === undefined) return { cells: shown, isActive };
    return { cells: shown, isActive, note: cell(note, '') };
  };
  return { titles, drops, rows: rows.map(row) };
}

function withoutEmpty({ titles, rows, drops }: Table): Table {
  const isUsed = (_: unknown, index: number) => rows.some(({ cells }) => cells[index]?.text);
  return {
    drops,
    titles: titles.filter(isUsed),
    rows: rows.map(({ cells, ...row }) => ({ ...row, cells: cells.filter(isUsed) })),
  };
}

// The layout: which columns are shown, and where each one begins.

/** Spaces between two columns. */
const GAP = 2;

/** The shown columns of a table on a terminal of some width. */
interface Layout {
  readonly width: number;
  /** The indexes of the shown columns, and the position of each. */
  readonly columns: readonly number[];
  readonly starts: readonly number[];
  /** The indexes of the columns that may be left out, the first one first; none if every row has room. */
  readonly drops: readonly number[];
}

function layoutOf(table: Table, width: number): Layout {
  const { titles } = table;
  const all = titles.map((_, index) => index);
  const whole = all.map((index) => wholeWidth(table, index));
  if (total(whole, all) <= width)
    return { width, columns: all, starts: startsOf(whole, all), drops: [] };
  const drops = table.drops.map((title) => titles.indexOf(title)).filter((index) => index >= 0);
  const usual = all.map((index) => usualWidth(table, index));
  let columns: readonly number[] = all;
  let widths = fitted(columns, whole, usual, width);
  for (const index of drops) {
    if (total(widths, columns) <= width) break;
    columns = columns.filter((each) => each !== index);
    widths = fitted(columns, whole, usual, width);
  }
  return { width, columns, starts: startsOf(widths, columns), drops };
}

/** The width of the widest cell of a column. */
function wholeWidth({ titles, rows }: Table, index: number): number {
  let most = textWidth(titles[index] ?? '');
  for (const { cells } of rows) most = Math.max(most, textWidth(cells[index]?.text ?? ''));
  return most;
}

/** The widths of the columns: whole ones, but without exceptions where that is needed, the longest exceptions first. */
function fitted(
  columns: readonly number[],
  whole: readonly number[],
  usual: readonly number[],
  width: number,
): readonly number[] {
  const widths = [...whole];
  const saving = (index: number) => (whole[index] ?? 0) - (usual[index] ?? 0);
  for (const index of [...columns].sort((a, b) => saving(b) - saving(a))) {
    if (total(widths, columns) <= width) break;
    widths[index] = usual[index] ?? 0;
  }
  return widths;
}

/** A wider cell may be an exception. */
const LONG = 24;

/** The width of a column without its exceptions: a few long names must not take the columns from all other rows. */
function usualWidth({ titles, rows }: Table, index: number): number {
  const title = textWidth(titles[index] ?? '');
  const sizes = rows.map(({ cells }) => textWidth(cells[index]?.text ?? ''));
  const exceptions = sizes.length < 3 ? 0 : Math.ceil(sizes.length / 5);
  const sorted = [...sizes].sort((a, b) => b - a);
  const limit = Math.max(LONG, title, sorted[exceptions] ?? 0);
  return Math.max(title, sorted.find((size) => size <= limit) ?? 0);
}

function total(widths: readonly number[], columns: readonly number[]): number {
  const sum = columns.reduce((width, index) => width + (widths[index] ?? 0), 0);
  return sum + GAP * Math.max(0, columns.length - 1);
}

function startsOf(widths: readonly number[], columns: readonly number[]): readonly number[] {
  let next = 0;
  return columns.map((index) => {
    const start = next;
    next += (widths[index] ?? 0) + GAP;
    return start;
  });
}

function rowLine({ cells, note }: Row, layout: Layout): string {
  const { columns, starts, drops, width } = layout;
  if (note === undefined) {
    const shown = columns.length === cells.length ? cells : columns.map((at) => cells[at] ?? EMPTY);
    return cellLine(drops.length === 0 ? shown : withRoom(shown, layout), starts);
  }
  const [name = EMPTY] = cells;
  const start = Math.max(starts[1] ?? 0, textWidth(name.text) + GAP);
  return cellLine([name, { ...note, text: truncateWords(note.text, width - start) }], [0, start]);
}

const EMPTY: Cell = { text: '' };

/** Instead of a cell for which a row has no room. */
const CUT = '…';

/** The cells of a row. If it is too long, its exceptions are cut first, and other cells only if they must; never the first one. */
function withRoom(
  cells: readonly Cell[],
  { columns, starts, drops, width }: Layout,
): readonly Cell[] {
  if (lineWidth(cells, starts) <= width) return cells;
  const positions = drops.map((index) => columns.indexOf(index)).filter((at) => at > 0);
  const isLong = (at: number) => {
    const room = (starts[at + 1] ?? Number.POSITIVE_INFINITY) - GAP - (starts[at] ?? 0);
    return textWidth(cells[at]?.text ?? '') > Math.max(room, LONG);
  };
  const shown = [...cells];
  for (const at of [...positions.filter(isLong), ...positions]) {
    if (lineWidth(shown, starts) <= width) break;
    if (shown[at]?.text !== '') shown[at] = { text: CUT };
  }
  return shown;
}

function lineWidth(cells: readonly Cell[], starts: readonly number[]): number {
  let end = 0;
  cells.forEach(({ text }, position) => {
    if (text !== '') end = beginning(end, starts[position] ?? 0) + textWidth(text);
  });
  return end;
}

/** Where a cell begins: at its column, or after the cell before it, if that one is longer than usual. */
function beginning(end: number, start: number): number {
  return end === 0 ? start : Math.max(start, end + GAP);
}

/** One line, without spaces at its end. */
function cellLine(cells: readonly Cell[], starts: readonly number[]): string {
  let line = '';
  let end = 0;
  cells.forEach(({ text, paint }, position) => {
    if (text === '') return;
    const begin = beginning(end, starts[position] ?? 0);
    line += ' '.repeat(begin - end) + (paint === undefined ? text : paint(text));
    end = begin + textWidth(text);
  });
  return line;
}
