/** A page of help as text: bold titles, two columns, no line longer than the terminal is wide. */
import type { Style } from '../people/style.ts';
import type { Page, Row, Section } from './page.ts';
import { wrap } from './wrap.ts';

const INDENT = '  ';

/** Prose in longer lines is hard to read, on however wide a terminal. */
const WIDEST = 120;

/** The text of a page, for a stream of so many columns. */
export function pageText(page: Page, columns: number, style: Pick<Style, 'bold'>): string {
  const width = Math.min(columns, WIDEST);
  return `${page.map((section) => sectionLines(section, width, style).join('\n')).join('\n\n')}\n`;
}

function sectionLines(
  { title, text, lines = [], rows = [] }: Section,
  width: number,
  { bold }: Pick<Style, 'bold'>,
): readonly string[] {
  const indent = title === undefined ? '' : INDENT;
  return [
    ...(title === undefined ? [] : [bold(`${title}:`)]),
    ...(text === undefined ? [] : indented(wrap(text, width - indent.length), indent)),
    ...indented(lines, indent),
    ...indented(rowLines(rows, width - INDENT.length), INDENT),
  ];
}

const indented = (lines: readonly string[], indent: string) =>
  lines.map((line) => `${indent}${line}`);

/** Terms on the left, meanings on the right; a term that needs half the width has its meaning below it. */
function rowLines(rows: readonly Row[], width: number): readonly string[] {
  const fitting = rows.map(([term]) => term.length).filter((length) => length <= width / 2);
  const column = Math.max(4, ...fitting) + INDENT.length;
  return rows.flatMap(([term, meaning]) => {
    const lines = indented(wrap(meaning, width - column), ' '.repeat(column));
    if (term.length + INDENT.length > column) return [term, ...lines];
    return [`${term.padEnd(column)}${lines[0]?.trimStart()}`, ...lines.slice(1)];
  });
}
