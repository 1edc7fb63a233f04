/** A page of help as text: bold titles, two columns, no line longer than the terminal is wide. */
import type { Style } from '../ui/format.ts';
import { wrapWords } from '../ui/wrap.ts';

const INDENT = '  ';

/** Prose in longer lines is hard to read, on however wide a terminal. */
const WIDEST = 120;

/** The text of a page, for a stream of so many columns. */
export function pageText(page: Page, columns: number, style: Pick<Style, 'bold'>): string {
  const width = Math.min(columns, WIDEST);
  return `${page.map((section) => sectionText(section, width, style)).join('\n\n')}\n`;
}

function sectionText(section: Section, width: number, { bold }: Pick<Style, 'bold'>): string {
  const blocks = sectionBlocks(section, width).filter((lines) => lines.length > 0);
  const body = blocks.map((lines) => lines.join('\n')).join('\n\n');
  return section.title === undefined ? body : `${bold(`${section.title}:`)}\n${body}`;
}

/** Prose without a title begins where the line begins; everything else is set off from its title. */
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

/** How far a meaning is set in below its term. */
const BELOW = 6;

/**
 * Terms on the left, meanings on the right. A term that needs half the width has its meaning below it, and so has one
 * whose meaning does not fit beside it.
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

/** A page of help as data, so that the terminal, the README and the man page say the same. */

/** A word or a command line, and what it means. */
export type Row = readonly [term: string, meaning: string];

/** A part of a page: what there is of it comes in this order. Backquotes in texts and meanings are for AWS's words. */
export interface Section {
  /** Absent where the text needs none. */
  readonly title?: string;
  readonly text?: string;
  /** To be shown as they are, such as usage. */
  readonly lines?: readonly string[];
  readonly rows?: readonly Row[];
}

/** A page: sections from top to bottom. */
export type Page = readonly Section[];

// Text in lines of a width. What stands in backquotes is there to be typed, and so is never broken.

/** Words with the spaces that are inside backquotes. */
const WORD = /(?:`[^`]*`|[^ `])+/g;

/** The lines of one paragraph, without backquotes; a line that is too long is a single word. */
function wrap(text: string, width: number): readonly string[] {
  const words = text.match(WORD) ?? [];
  return wrapWords(
    words.map((word) => word.replaceAll('`', '')),
    width,
  );
}
