/**
 * Entries for a person: an aligned table where it fits into the terminal, else a block of lines for each. In between,
 * the columns that can bear it are wrapped. In a pipe every entry is one line, for `grep`.
 */
import { safeText } from '../../safe-text.ts';
import type { Output } from '../../system.ts';
import { blocks } from './blocks.ts';
import { fittingWidths, GAP } from './fitting-widths.ts';
import type { Style } from './style.ts';
import { padded } from './text-width.ts';
import { wrap } from './wrap.ts';

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

/** Columns by their titles; one that nobody has a text for is left out. */
export interface Table {
  readonly titles: readonly string[];
  /** The titles of the columns that may be wrapped, never within a word. */
  readonly wraps: readonly string[];
  readonly rows: readonly Row[];
}

/** The table as lines, for the output that it goes to. */
export function tableText(table: Table, { isTerminal, columns }: Output, style: Style): string {
  const used = withoutEmpty(safe(table));
  const width = isTerminal ? columns : Number.POSITIVE_INFINITY;
  const widths = fittingWidths(used, width);
  if (widths === undefined) return blocks(used, width, style);
  const titles = used.titles.map((text) => ({ text, paint: style.bold }));
  const lines = [{ cells: titles }, ...used.rows].flatMap((row) => rowLines(row, widths, width));
  return lines.map((line) => `${line}\n`).join('');
}

function safe({ titles, wraps, rows }: Table): Table {
  const safeCell = ({ text, ...rest }: Cell): Cell => ({ ...rest, text: safeText(text) });
  const safeRow = ({ cells, note }: Row): Row => ({
    cells: cells.map(safeCell),
    ...(note && { note: safeCell(note) }),
  });
  return { titles, wraps, rows: rows.map(safeRow) };
}

function withoutEmpty({ titles, wraps, rows }: Table): Table {
  const isUsed = (_: unknown, index: number) => rows.some(({ cells }) => cells[index]?.text);
  return {
    titles: titles.filter(isUsed),
    wraps,
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
  const wrapped = cells.map(({ text }, index) => wrap(text, widths[index] ?? 0));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const texts = wrapped.map((lines) => lines[line] ?? '');
    const last = texts.findLastIndex((text) => text !== '');
    const shown = texts.slice(0, last + 1).map((text, index) => {
      const filled = index === last ? text : padded(text, widths[index] ?? 0);
      return cells[index]?.paint?.(filled) ?? filled;
    });
    return shown.join(' '.repeat(GAP));
  });
}
