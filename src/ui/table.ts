/**
 * Entries for a person: an aligned table where it fits into the terminal, else a block of lines for each. In between,
 * the columns that can bear it are wrapped. In a pipe every entry is one line with every column, for `grep` and `awk`.
 */
import { safeText } from '../util/text.ts';
import type { Output } from '../system.ts';
import { blocks } from '../cli/people/blocks.ts';
import { fittingWidths, GAP } from '../cli/people/fitting-widths.ts';
import { cutLines } from './wrap.ts';
import type { Style } from '../cli/people/style.ts';
import { padded, textWidth } from '../cli/people/text-width.ts';

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
  readonly least: Readonly<Record<string, number>>;
  readonly rows: readonly Row[];
}

/** The table as lines, for the output that it goes to. */
export function tableText(table: Table, { isTerminal, columns }: Output, style: Style): string {
  const used = isTerminal ? withoutEmpty(shown(table, '')) : shown(table, '-');
  const width = isTerminal ? columns : Number.POSITIVE_INFINITY;
  const widths = fittingWidths(used, width);
  if (widths === undefined) return blocks(used, width, style);
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
function shown({ titles, least, rows }: Table, gap: string): Table {
  // Most cells stay as they are.
  const cell = (from: Cell, empty: string): Cell => {
    const text = safeText(from.text) || empty;
    return text === from.text ? from : { ...from, text };
  };
  const row = ({ cells, note }: Row): Row => {
    const shownCells = cells.map((each) => cell(each, gap));
    return note === undefined ? { cells: shownCells } : { cells: shownCells, note: cell(note, '') };
  };
  return { titles, least, rows: rows.map(row) };
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
  const wrapped = cells.map(({ text }, index) => cutLines(text, widths[index] ?? 0));
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
