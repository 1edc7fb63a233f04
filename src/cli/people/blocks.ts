/** Entries one below the other, for terminals that are too narrow for a table. No value is cut: it can be copied whole. */
import { filledLines } from '../../ui/wrap.ts';
import type { Style } from './style.ts';
import type { Cell, Row, Table } from '../../ui/table.ts';
import { padded, textWidth } from './text-width.ts';

const INDENT = '  ';

/** A block for each entry: its first cell as the heading, the others below it with their titles. */
export function blocks(table: Table, width: number, style: Style): string {
  return table.rows.map((row) => block(row, table.titles, width, style)).join('\n');
}

function block({ cells, note }: Row, titles: readonly string[], width: number, style: Style) {
  const [heading, ...rest] = cells;
  const [, ...names] = titles.map((title) => title.toLowerCase());
  const label = Math.max(0, ...names.map(textWidth)) + INDENT.length;
  const entries = rest.map((cell, index) => entry(padded(names[index] ?? '', label), cell, width));
  const head = cellLines({ text: heading?.text ?? '', paint: style.bold }, '', width);
  const lines = [...head, ...(note ? cellLines(note, INDENT, width) : entries.flat())];
  return lines.map((line) => `${line}\n`).join('');
}

/** The value beside its title; below it, where there is no room for one of its words. */
function entry(title: string, cell: Cell, width: number): readonly string[] {
  if (cell.text === '') return [];
  const room = width - INDENT.length - title.length;
  if (cell.text.split(' ').some((word) => textWidth(word) > room))
    return [INDENT + title.trimEnd(), ...cellLines(cell, INDENT + INDENT, width)];
  const [first = '', ...others] = cellLines(cell, '', room);
  const white = INDENT + ' '.repeat(title.length);
  return [INDENT + title + first, ...others.map((line) => white + line)];
}

function cellLines({ text, paint }: Cell, indent: string, width: number): readonly string[] {
  const lines = filledLines(text.split(' '), width - indent.length);
  return lines.map((line) => indent + (paint?.(line) ?? line));
}
