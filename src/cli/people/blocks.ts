/** Entries one below the other, for terminals that are too narrow for a table. */
import type { Style } from './style.ts';
import type { Cell, Row, Table } from './table.ts';
import { padded, textWidth } from './text-width.ts';
import { wrap } from './wrap.ts';

const INDENT = '  ';

/** A block for each entry: its first cell as the heading, the others below it with their titles. */
export function blocks({ titles, rows }: Table, width: number, style: Style): string {
  return rows.map((row) => block(row, titles, width, style)).join('\n');
}

function block({ cells, note }: Row, titles: readonly string[], width: number, style: Style) {
  const [heading, ...rest] = cells;
  const head = wrap(heading?.text ?? '', width).map((line) => style.bold(line));
  const lines = note
    ? entry('', note, 0, width)
    : rest.flatMap((cell, index) =>
        cell.text === '' ? [] : entry(titles[index + 1] ?? '', cell, labelWidth(titles), width),
      );
  return [...head, ...lines].map((line) => `${line}\n`).join('');
}

function labelWidth([, ...titles]: readonly string[]): number {
  return Math.max(0, ...titles.map(textWidth)) + INDENT.length;
}

function entry(title: string, { text, paint }: Cell, label: number, width: number): string[] {
  const lines = wrap(text, width - INDENT.length - label);
  return lines.map((line, index) => {
    const name = padded(index === 0 ? title.toLowerCase() : '', label);
    return INDENT + name + (paint?.(line) ?? line);
  });
}
