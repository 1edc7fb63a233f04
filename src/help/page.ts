/** Formats a help page as text: bold titles, two columns, wrapped at the width of the terminal. */
import { type Style, wrapWords } from '../ui/format.ts';

const INDENT = '  ';

/** Longer lines are hard to read, even on a wide terminal. */
const WIDEST = 120;

/** The text of a page for a stream with this many columns. */
export function pageText(page: Page, columns: number, style: Pick<Style, 'bold'>): string {
  const width = Math.min(columns, WIDEST);
  return `${page.map((section) => sectionText(section, width, style)).join('\n\n')}\n`;
}

function sectionText(section: Section, width: number, { bold }: Pick<Style, 'bold'>): string {
  const blocks = sectionBlocks(section, width).filter((lines) => lines.length > 0);
  const body = blocks.map((lines) => lines.join('\n')).join('\n\n');
  return section.title === undefined ? body : `${bold(`${section.title}:`)}\n${body}`;
}

/** Text without a title is not indented; everything else is indented below its title. */
function sectionBlocks({ title, text, lines = [], rows = [] }: Section, width: number) {
  const margin = title === undefined ? '' : INDENT;
  return [
    text === undefined ? [] : indented(wrap(text, width - margin.length), margin),
    indented(lines, INDENT),
    indented(rowLines(rows, width - INDENT.length), INDENT),
  ];
}

const indented = (lines: readonly string[], indent: string) =>
  lines.map((line) => `${indent}${line}`);

/** The indentation of a meaning below its term. */
const BELOW = 6;

/**
 * Terms on the left, meanings on the right. The meaning is below its term if the term needs half the width, or if the
 * meaning does not fit beside it.
 */
function rowLines(rows: readonly Row[], width: number): readonly string[] {
  const fitting = rows.map(([term]) => term.length).filter((length) => length < width / 2);
  const column = fitting.length === 0 ? BELOW : Math.max(...fitting) + INDENT.length;
  return rows.flatMap(([term, meaning]) => {
    const beside = meaningLines(meaning, column, width);
    const [first = '', ...rest] = beside;
    const fits = term.length < column && beside.every((line) => line.length <= width);
    if (fits) return [`${term.padEnd(column)}${first.trimStart()}`, ...rest];
    return [term, ...meaningLines(meaning, BELOW, width)];
  });
}

const meaningLines = (meaning: string, column: number, width: number) =>
  indented(wrap(meaning, width - column), ' '.repeat(column));

// A help page as data, which the terminal, the README and the man page share.

/** A term or a command line, and its meaning. */
export type Row = readonly [term: string, meaning: string];

/** A section of a page; its parts are printed in this order. Backquotes in texts and meanings mark literal text. */
export interface Section {
  /** Absent if the text needs no title. */
  readonly title?: string;
  readonly text?: string;
  /** Lines that are printed unchanged, such as usage. */
  readonly lines?: readonly string[];
  readonly rows?: readonly Row[];
}

/** A page: its sections from top to bottom. */
export type Page = readonly Section[];

// Wrapping. Text in backquotes is literal, and is never broken.

/** A word, which includes spaces inside backquotes. */
const WORD = /(?:`[^`]*`|[^ `])+/g;

/** The lines of a paragraph without the backquotes. A line that is too long is a single word. */
function wrap(text: string, width: number): readonly string[] {
  const words = text.match(WORD) ?? [];
  return wrapWords(
    words.map((word) => word.replaceAll('`', '')),
    width,
  );
}
