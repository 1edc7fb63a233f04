/**
 * Entries for a person: an aligned table where it fits into the terminal, else a block of lines for each. In between,
 * the columns that can bear it are wrapped. In a pipe every entry is one line with every column, for `grep` and `awk`.
 */

import type { Output } from '../system.ts';
import { safeText } from '../util/text.ts';
import type { Style } from './format.ts';
import { type ColumnTexts, shrinkColumns } from './narrowing.ts';
import { padded, textWidth, truncateLines, wrapWords } from './wrap.ts';

// How wide the columns of a table are, so that it fits: those that may be wrapped give way.

/** Spaces between two columns. */
const GAP = 2;

/** A note beside a name needs this much; below that, blocks read better. */
const NOTE = 24;

/** The width of each column; `undefined` if there is no way to fit. Words are cut in as few columns as possible. */
function fittingWidths(table: Table, width: number): readonly number[] | undefined {
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
    const widths = shrinkColumns(room, columns, (column) =>
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
interface Column extends ColumnTexts {
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
    const narrowest = widthAt(texts, table.minWidths[title] ?? width);
    const word = widest(texts.flatMap((text) => text.split(' ')));
    return { texts, width, uncut: Math.max(word, narrowest), least: narrowest };
  });
}

/** How much of a width texts really need. */
function widthAt(texts: readonly string[], width: number): number {
  return widest(texts.flatMap((text) => truncateLines(text, width)));
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, textWidth(text)), 0);
}

function hasRoomForNotes(rows: readonly Row[], width: number): boolean {
  if (rows.every(({ note }) => note === undefined)) return true;
  return width - widest(rows.map(({ cells }) => cells[0]?.text ?? '')) - GAP >= NOTE;
}

/** What a cell says, and its colour. What comes from outside is made safe here. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** A cell for each title, by position, or a note in the place of all but the first. */
export interface Row {
  readonly cells: readonly Cell[];
  readonly note?: Cell;
}

/** Columns by their titles; on a terminal, one that nobody has a text for is left out. */
export interface Table {
  readonly titles: readonly string[];
  /** How narrow a column may become, by its title; one that is not here is never wrapped. */
  readonly minWidths: Readonly<Record<string, number>>;
  readonly rows: readonly Row[];
}

/** The table as lines, for the output that it goes to. */
export function tableText(table: Table, { isTerminal, columns }: Output, style: Style): string {
  const used = isTerminal ? withoutEmpty(shown(table, '')) : shown(table, '-');
  const width = isTerminal ? columns : Number.POSITIVE_INFINITY;
  const widths = fittingWidths(used, width);
  if (widths === undefined) return records(used, width, style);
  const titles = used.titles.map((text) => ({ text, paint: style.bold }));
  let text = '';
  for (const row of [{ cells: titles }, ...used.rows])
    for (const line of rowLines(row, widths, width)) text += `${line}\n`;
  return text;
}

/**
 * The table with texts that are safe.
 *
 * @param gap stands in a cell without a text: where every cell says something, a column is the same one in each line
 */
function shown({ titles, minWidths, rows }: Table, gap: string): Table {
  // Most cells stay as they are.
  const cell = (from: Cell, empty: string): Cell => {
    const text = safeText(from.text) || empty;
    return text === from.text ? from : { ...from, text };
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

function rowLines({ cells, note }: Row, widths: readonly number[], width: number): string[] {
  const [first = 0] = widths;
  if (note !== undefined)
    return cellLines([cells[0] ?? { text: '' }, note], [first, width - first - GAP]);
  return cellLines(cells, widths);
}

function cellLines(cells: readonly Cell[], widths: readonly number[]): string[] {
  const isWhole = cells.every(({ text }, index) => textWidth(text) <= (widths[index] ?? 0));
  if (isWhole)
    return [
      cellLine(
        cells,
        cells.map(({ text }) => text),
        widths,
      ),
    ];
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

/** One line of all cells; the last one that has a text in it is not filled up. */
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

// Entries one below the other, for terminals that are too narrow for a table. No value is cut: it can be copied whole.

const INDENT = '  ';

/** A block for each entry: its first cell as the heading, the others below it with their titles. */
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

/** The value beside its title; below it, where there is no room for one of its words. */
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
