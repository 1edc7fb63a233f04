/**
 * Entries for a person: an aligned table where it fits into the terminal, else a block of lines for each. In between,
 * the columns that can bear it are wrapped. In a pipe every entry is one line with every column, for `grep` and `awk`.
 */
import { safeText } from '../../safe-text.ts';
import type { Output } from '../../system.ts';
import { blocks } from './blocks.ts';
import { fittingWidths, GAP } from './fitting-widths.ts';
import { cutLines } from './lines.ts';
import type { Style } from './style.ts';
import { padded } from './text-width.ts';

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
  const used = isTerminal ? withoutEmpty(safe(table)) : withoutGaps(safe(table));
  const width = isTerminal ? columns : Number.POSITIVE_INFINITY;
  const widths = fittingWidths(used, width);
  if (widths === undefined) return blocks(used, width, style);
  const titles = used.titles.map((text) => ({ text, paint: style.bold }));
  const lines = [{ cells: titles }, ...used.rows].flatMap((row) => rowLines(row, widths, width));
  return lines.map((line) => `${line}\n`).join('');
}

function safe({ rows, ...table }: Table): Table {
  const safeCell = ({ text, ...rest }: Cell): Cell => ({ ...rest, text: safeText(text) });
  const safeRow = ({ cells, note }: Row): Row => ({
    cells: cells.map(safeCell),
    ...(note && { note: safeCell(note) }),
  });
  return { ...table, rows: rows.map(safeRow) };
}

function withoutEmpty({ titles, rows, ...table }: Table): Table {
  const isUsed = (_: unknown, index: number) => rows.some(({ cells }) => cells[index]?.text);
  return {
    ...table,
    titles: titles.filter(isUsed),
    rows: rows.map(({ cells, ...row }) => ({ ...row, cells: cells.filter(isUsed) })),
  };
}

/** Where every cell says something, a column is the same one in each line. */
function withoutGaps({ rows, ...table }: Table): Table {
  const filled = ({ text, ...cell }: Cell): Cell => ({ ...cell, text: text || '-' });
  return { ...table, rows: rows.map((row) => ({ ...row, cells: row.cells.map(filled) })) };
}

function rowLines({ cells, note }: Row, widths: readonly number[], width: number): string[] {
  const [first = 0] = widths;
  if (note !== undefined)
    return cellLines([cells[0] ?? { text: '' }, note], [first, width - first - GAP]);
  return cellLines(cells, widths);
}

function cellLines(cells: readonly Cell[], widths: readonly number[]): string[] {
  const wrapped = cells.map(({ text }, index) => cutLines(text, widths[index] ?? 0));
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
