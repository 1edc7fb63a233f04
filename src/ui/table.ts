/**
 * Formats rows as an aligned table if it fits into the terminal, if necessary with wrapped columns, else as a block of lines
 * per row. In a pipe, every row is one line with all columns, for `grep` and `awk`.
 */

import type { Output } from '../system.ts';
import { safeText } from '../util/text.ts';
import type { Style } from './format.ts';
import { type ColumnTexts, shrinkColumns } from './narrowing.ts';
import { padded, textWidth, truncateLines, wrapWords } from './wrap.ts';

/** The text and colour of a cell. The text may be unsafe: the table escapes it. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** One cell per title, by position, or a note instead of all cells but the first. */
export interface Row {
  readonly cells: readonly Cell[];
  readonly note?: Cell;
}

/** Rows under column titles; on a terminal, empty columns are left out. */
export interface Table {
  readonly titles: readonly string[];
  /** The minimum width of columns by title; a column without one never wraps. */
  readonly minWidths: Readonly<Record<string, number>>;
  readonly rows: readonly Row[];
}

/** The table as text for an output stream. */
export function tableText(table: Table, { isTerminal, columns }: Output, style: Style): string {
  const safe = isTerminal ? withoutEmpty(withSafeTexts(table, '')) : withSafeTexts(table, '-');
  const width = isTerminal ? columns : Number.POSITIVE_INFINITY;
  const fitting = fittingWidths(safe, width);
  if (fitting === undefined) return records(safe, width, style);
  const titles = safe.titles.map((text) => ({ text, paint: style.bold }));
  let text = '';
  for (const row of [{ cells: titles }, ...safe.rows])
    for (const line of rowLines(row, fitting, width)) text += `${line}\n`;
  return text;
}

// Column widths: columns that may wrap shrink until the table fits.

/** Spaces between two columns. */
const GAP = 2;

/** The minimum width of a note beside a name; below that, blocks are easier to read. */
const MIN_NOTE_WIDTH = 24;

/** The widths of the columns, and whether every cell but a note fits without wrapping. */
interface FittingWidths {
  readonly widths: readonly number[];
  readonly isWhole: boolean;
}

/** The width of each column; `undefined` if the table does not fit. Words are broken in as few columns as possible. */
function fittingWidths(table: Table, width: number): FittingWidths | undefined {
  if (!hasRoomForNotes(table.rows, width)) return undefined;
  const room = width - GAP * (table.titles.length - 1);
  const whole = table.titles.map((title, index) => {
    let most = textWidth(title);
    for (const { cells } of table.rows) most = Math.max(most, textWidth(cells[index]?.text ?? ''));
    return most;
  });
  if (whole.reduce((sum, each) => sum + each, 0) <= room) return { widths: whole, isWhole: true };
  const columns = columnsOf(table);
  const bySaving = [...columns].sort((a, b) => saving(b) - saving(a));
  for (let count = 0; count <= columns.length; count += 1) {
    const cut = new Set(bySaving.slice(0, count));
    const shrunk = shrinkColumns(room, columns, (column) =>
      cut.has(column) ? column.minWidth : column.wordWidth,
    );
    if (shrunk === undefined) continue;
    // Words rarely fill a line, so unused width is given back.
    const widths = shrunk.map((each, index) => widthAt(columns[index]?.texts ?? [], each));
    return { widths, isWhole: false };
  }
  return undefined;
}

/** A column and its minimum widths. */
interface Column extends ColumnTexts {
  /** The minimum width without broken words. */
  readonly wordWidth: number;
  /** The minimum width with broken words. */
  readonly minWidth: number;
}

/** How much width breaking the words of a column saves. */
const saving = ({ wordWidth, minWidth }: Column) => wordWidth - minWidth;

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
    const narrowest = widthAt(texts, table.minWidths[title] ?? width);
    const word = widest(texts.flatMap((text) => text.split(' ')));
    return { texts, width, wordWidth: Math.max(word, narrowest), minWidth: narrowest };
  });
}

/** The width that the texts use after wrapping at a width. */
function widthAt(texts: readonly string[], width: number): number {
  return widest(texts.flatMap((text) => truncateLines(text, width)));
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, textWidth(text)), 0);
}

function hasRoomForNotes(rows: readonly Row[], width: number): boolean {
  if (rows.every(({ note }) => note === undefined)) return true;
  return width - widest(rows.map(({ cells }) => cells[0]?.text ?? '')) - GAP >= MIN_NOTE_WIDTH;
}

/**
 * The table with escaped texts.
 *
 * @param gap the text of empty cells; in a pipe, a non-empty one keeps the column numbers equal in all lines
 */
function withSafeTexts({ titles, minWidths, rows }: Table, gap: string): Table {
  // Most cells stay as they are.
  const cell = (from: Cell, empty: string): Cell => {
    const text = safeText(from.text) || empty;
    if (text === from.text) return from;
    return from.paint === undefined ? { text } : { text, paint: from.paint };
  };
  const row = ({ cells, note }: Row): Row => {
    const shownCells = cells.map((each) => cell(each, gap));
    return note === undefined ? { cells: shownCells } : { cells: shownCells, note: cell(note, '') };
  };
  return { titles, minWidths, rows: rows.map(row) };
}

function withoutEmpty({ titles, rows, ...table }: Table): Table {
  const isUsed = (_: unknown, index: number) => rows.some(({ cells }) => cells[index]?.text);
  return {
    ...table,
    titles: titles.filter(isUsed),
    rows: rows.map(({ cells, ...row }) => ({ ...row, cells: cells.filter(isUsed) })),
  };
}

function rowLines({ cells, note }: Row, fitting: FittingWidths, width: number): string[] {
  const { widths, isWhole } = fitting;
  const [first = 0] = widths;
  if (note !== undefined)
    return cellLines([cells[0] ?? { text: '' }, note], [first, width - first - GAP]);
  return isWhole ? [cellLine(cells, textsOfCells(cells), widths)] : cellLines(cells, widths);
}

const textsOfCells = (cells: readonly Cell[]) => cells.map(({ text }) => text);

function cellLines(cells: readonly Cell[], widths: readonly number[]): string[] {
  const isWhole = cells.every(({ text }, index) => textWidth(text) <= (widths[index] ?? 0));
  if (isWhole) return [cellLine(cells, textsOfCells(cells), widths)];
  const wrapped = cells.map(({ text }, index) => truncateLines(text, widths[index] ?? 0));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cellLine(
      cells,
      wrapped.map((lines) => lines[line] ?? ''),
      widths,
    ),
  );
}

const SPACE = ' '.repeat(GAP);

/** One line of all cells; the last non-empty cell is not padded. */
function cellLine(
  cells: readonly Cell[],
  texts: readonly string[],
  widths: readonly number[],
): string {
  const last = texts.findLastIndex((text) => text !== '');
  let shown = '';
  for (let index = 0; index <= last; index++) {
    const text = texts[index] ?? '';
    const filled = index === last ? text : padded(text, widths[index] ?? 0);
    shown += (index === 0 ? '' : SPACE) + (cells[index]?.paint?.(filled) ?? filled);
  }
  return shown;
}

// Blocks, one per row, for terminals that are too narrow for a table. Values are not broken, so that they can be copied whole.

const INDENT = '  ';

/** One block per row: its first cell is the heading, the other cells follow with their titles. */
function records(table: Table, width: number, style: Style): string {
  return table.rows.map((row) => record(row, table.titles, width, style)).join('\n');
}

function record({ cells, note }: Row, titles: readonly string[], width: number, style: Style) {
  const [heading, ...rest] = cells;
  const [, ...names] = titles.map((title) => title.toLowerCase());
  const label = Math.max(0, ...names.map(textWidth)) + INDENT.length;
  const entries = rest.map((cell, index) => entry(padded(names[index] ?? '', label), cell, width));
  const head = indentedLines({ text: heading?.text ?? '', paint: style.bold }, '', width);
  const lines = [...head, ...(note ? indentedLines(note, INDENT, width) : entries.flat())];
  return lines.map((line) => `${line}\n`).join('');
}

/** The value beside its title, or below it if one of its words does not fit. */
function entry(title: string, cell: Cell, width: number): readonly string[] {
  if (cell.text === '') return [];
  const room = width - INDENT.length - title.length;
  if (cell.text.split(' ').some((word) => textWidth(word) > room))
    return [INDENT + title.trimEnd(), ...indentedLines(cell, INDENT + INDENT, width)];
  const [first = '', ...others] = indentedLines(cell, '', room);
  const white = INDENT + ' '.repeat(title.length);
  return [INDENT + title + first, ...others.map((line) => white + line)];
}

function indentedLines({ text, paint }: Cell, indent: string, width: number): readonly string[] {
  const lines = wrapWords(text.split(' '), width - indent.length);
  return lines.map((line) => indent + (paint?.(line) ?? line));
}
