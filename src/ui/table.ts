/**
 * Formats rows as an aligned table with one line for each row. On a terminal that is too narrow, columns are left out in a fixed
 * order, and then long names are shortened with `…`. In a pipe, every row has all columns and whole texts, for `grep` and `awk`.
 */
import type { Output } from '../system.ts';
import { safeText } from '../util/text.ts';
import { type Style, textWidth, truncate, truncateWords } from './format.ts';

/** The text and colour of a cell. The text may be unsafe: the table escapes it. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
  /** What a table shows instead if its whole texts have no room on a terminal, such as fewer names. */
  readonly compact?: string;
  /** The end of the text (of `compact`, if there is one) that stays if it is shortened, such as the account after a role. */
  readonly tail?: string;
}

/** One cell per title, by position, or a note instead of all cells but the first. */
export interface Row {
  readonly cells: readonly Cell[];
  /** A terminal shows as many of its words as there is room for. */
  readonly note?: Cell;
  /** A terminal puts `*` before the row. */
  readonly isActive?: boolean;
  /** A terminal puts `!` before the row. */
  readonly isGuarded?: boolean;
}

/** Rows under column titles; on a terminal, empty columns are left out. */
export interface Table {
  readonly titles: readonly string[];
  /** The titles of the columns that a narrow terminal leaves out before it shortens texts, the first one first. */
  readonly drops: readonly string[];
  /** The titles of the columns with names, which may be shortened: the first one first. */
  readonly shortens?: readonly string[];
  /** The titles of the columns that are left out if shortened texts have no room either; the other columns stay. */
  readonly lastDrops?: readonly string[];
  readonly rows: readonly Row[];
}

/** The table as text for an output stream. */
export function tableText(table: Table, { isTerminal, columns }: Output, style: Style): string {
  const safe = isTerminal ? withoutEmpty(withSafeTexts(table, '')) : withSafeTexts(table, '-');
  const marks = isTerminal ? safe.rows.map(markOf) : [];
  const most = Math.max(0, ...new Set(marks.map(({ length }) => length)));
  const markWidth = most && most + 1;
  const width = isTerminal ? columns - markWidth : Number.POSITIVE_INFINITY;
  const shown = isWithin(safe, width) ? safe : compacted(safe);
  const layout = layoutOf(shown, width);
  const titles = { cells: safe.titles.map((text) => ({ text, paint: style.bold })) };
  let text = '';
  for (const row of [titles, ...shown.rows]) {
    text += `${markOf(row).padEnd(markWidth).slice(0, markWidth)}${rowLine(row, layout)}\n`;
  }
  return text;
}

/** What a terminal shows before a row: `*`, `!` or both. */
function markOf({ isActive, isGuarded }: Row): string {
  return `${isActive ? '*' : ''}${isGuarded ? '!' : ''}`;
}

/**
 * The table with escaped texts.
 *
 * @param gap the text of empty cells; in a pipe, a non-empty one keeps the column numbers equal in all lines
 */
function withSafeTexts({ rows, ...table }: Table, gap: string): Table {
  // Most cells stay as they are.
  const cell = (from: Cell, empty: string): Cell => {
    const text = safeText(from.text) || empty;
    const { compact, tail } = from;
    if (text === from.text && compact === undefined && tail === undefined) return from;
    return {
      ...from,
      text,
      ...(compact !== undefined && { compact: safeText(compact) }),
      ...(tail !== undefined && { tail: safeText(tail) }),
    };
  };
  const row = ({ cells, note, ...marks }: Row): Row => {
    const shown = cells.map((each) => cell(each, gap));
    if (note === undefined) return { ...marks, cells: shown };
    return { ...marks, cells: shown, note: cell(note, '') };
  };
  return { ...table, rows: rows.map(row) };
}

function withoutEmpty({ titles, rows, ...table }: Table): Table {
  const isUsed = (_: unknown, index: number) => rows.some(({ cells }) => cells[index]?.text);
  return {
    ...table,
    titles: titles.filter(isUsed),
    rows: rows.map(({ cells, ...row }) => ({ ...row, cells: cells.filter(isUsed) })),
  };
}

/** Whether the whole texts of the columns that matter have room beside each other. */
function isWithin(table: Table, width: number): boolean {
  if (width === Number.POSITIVE_INFINITY) return true;
  const whole = table.titles.map((_, index) => wholeWidth(table, index));
  const matter = [...whole.keys()].filter((at) => !table.drops.includes(table.titles[at] ?? ''));
  return total(whole, matter) <= width;
}

function compacted({ rows, ...table }: Table): Table {
  const cell = ({ compact, ...from }: Cell): Cell =>
    compact === undefined ? from : { ...from, text: compact };
  return { ...table, rows: rows.map((row) => ({ ...row, cells: row.cells.map(cell) })) };
}

// The layout: which columns are shown, and where each one begins.

/** Spaces between two columns. */
const GAP = 2;

/** Texts are shortened to this width at least; further only those of single rows. */
const SHORT = 20;

/** The shown columns of a table on a terminal of some width. */
interface Layout {
  readonly width: number;
  /** The indexes of the shown columns, and the width and position of each. */
  readonly columns: readonly number[];
  readonly widths: readonly number[];
  readonly starts: readonly number[];
  /** The places of the shown columns that may be shortened, the first one first. */
  readonly shortens: readonly number[];
}

function layoutOf(table: Table, width: number): Layout {
  const { titles, drops, shortens = [], lastDrops = [] } = table;
  const indexes = (some: readonly string[]) =>
    some.map((title) => titles.indexOf(title)).filter((index) => index >= 0);
  const names = indexes(shortens);
  const whole = titles.map((_, index) => wholeWidth(table, index));
  const usual = whole.map((each, index) =>
    names.includes(index) ? usualWidth(table, index) : each,
  );
  let columns: readonly number[] = titles.map((_, index) => index);
  let widths: readonly number[] = fitted(columns, whole, usual, width);
  const leaveOut = (index: number) => {
    columns = columns.filter((each) => each !== index);
    widths = fitted(columns, whole, usual, width);
  };
  for (const index of indexes(drops)) if (total(widths, columns) > width) leaveOut(index);
  widths = shortened(widths, columns, names, width);
  for (const index of indexes(lastDrops)) {
    if (total(widths, columns) <= width) break;
    leaveOut(index);
    widths = shortened(widths, columns, names, width);
  }
  const shown = columns.map((index) => widths[index] ?? 0);
  const places = names.map((index) => columns.indexOf(index)).filter((at) => at >= 0);
  return { width, columns, widths: shown, starts: startsOf(shown), shortens: places };
}

/** The widths with shortened texts in these columns, the widest one first, as far as that is needed. */
function shortened(
  widths: readonly number[],
  columns: readonly number[],
  names: readonly number[],
  width: number,
): readonly number[] {
  const short = [...widths];
  const sizeOf = (index: number) => short[index] ?? 0;
  const mayGive = names.filter((index) => columns.includes(index) && sizeOf(index) > SHORT);
  for (let excess = total(short, columns) - width; excess > 0; excess--) {
    const [widest] = [...mayGive].sort((a, b) => sizeOf(b) - sizeOf(a));
    if (widest === undefined || sizeOf(widest) <= SHORT) break;
    short[widest] = sizeOf(widest) - 1;
  }
  return short;
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
  const exceptions = sizes.length < 5 ? 0 : Math.ceil(sizes.length / 5);
  const sorted = [...sizes].sort((a, b) => b - a);
  const limit = Math.max(LONG, title, sorted[exceptions] ?? 0);
  return Math.max(title, sorted.find((size) => size <= limit) ?? 0);
}

function total(widths: readonly number[], columns: readonly number[]): number {
  const sum = columns.reduce((width, index) => width + (widths[index] ?? 0), 0);
  return sum + GAP * Math.max(0, columns.length - 1);
}

function startsOf(widths: readonly number[]): readonly number[] {
  let next = 0;
  return widths.map((width) => {
    const start = next;
    next += width + GAP;
    return start;
  });
}

function rowLine({ cells, note }: Row, layout: Layout): string {
  const { columns, widths, starts, width } = layout;
  if (note === undefined) {
    const shown = columns.length === cells.length ? cells : columns.map((at) => cells[at] ?? EMPTY);
    return cellLine(withRoom(shown, layout), starts);
  }
  // The other half of the line is for the note.
  const name = shortCell(cells[0] ?? EMPTY, Math.max(widths[0] ?? 0, Math.floor(width / 2)));
  const start = Math.max(starts[1] ?? 0, textWidth(name.text) + GAP);
  return cellLine([name, { ...note, text: truncateWords(note.text, width - start) }], [0, start]);
}

const EMPTY: Cell = { text: '' };

/** The cells of a row. If it is too long, its exceptions are shortened: first those that stay readable then, and all if they must. */
function withRoom(
  cells: readonly Cell[],
  { widths, starts, shortens, width }: Layout,
): readonly Cell[] {
  if (lineWidth(cells, starts) <= width) return cells;
  const shown = [...cells];
  for (const least of [SHORT, 0])
    for (const at of shortens) {
      const excess = lineWidth(shown, starts) - width;
      if (excess <= 0) return shown;
      const [cell, room] = [shown[at] ?? EMPTY, widths[at] ?? 0];
      // Within a wide column the row stays aligned; beyond a narrow one, as much as there is room for is shown.
      const fitting = room >= SHORT ? room : Math.max(room, least, textWidth(cell.text) - excess);
      shown[at] = shortCell(cell, fitting);
    }
  return shown;
}

/** The cell with a text of at most this width, cut between words if it has some. Its tail stays. */
function shortCell(cell: Cell, width: number): Cell {
  const { text, tail = '' } = cell;
  if (textWidth(text) <= width) return cell;
  const end = text.endsWith(tail) && textWidth(tail) < width ? tail : '';
  const room = width - textWidth(end);
  const head = text.slice(0, text.length - end.length);
  const words = truncateWords(head, room);
  return { ...cell, text: (textWidth(words) <= room ? words : truncate(head, room)) + end };
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
