/** The help's pages in the language of man(7). */

import type { Row, Section } from '../src/help/page.ts';
import { wrapWords } from '../src/ui/format.ts';

/** What roff would take for its own, or show as another character than the one that is typed in a shell. */
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '"': '\\(dq',
  '^': '\\(ha',
  '~': '\\(ti',
  '`': '\\(ga',
};

/** A character outside ASCII by its number, so that the file's encoding does not matter. */
const byNumber = (character: string) =>
  `\\[u${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`;

/** Text as it is, whatever is in it, for the inside of a line. */
export function escaped(text: string): string {
  return text
    .replace(/[\\'"^~`-]/g, (character) => ESCAPES[character] ?? character)
    .replace(/[^\x20-\x7e]/gu, byNumber);
}

const bold = (text: string) => `\\fB${escaped(text)}\\fR`;

/** A line of text: one that begins with a dot would be a request. */
function line(text: string): string {
  return text.replace(/^\./, '\\&.');
}

/** What is there to be typed stays in one piece. */
const code = (text: string) => bold(text).replaceAll(' ', '\\ ');

/** A paragraph, where what stands in backquotes is bold, in lines as mandoc's lint wants them. */
function prose(text: string): string {
  const parts = text.split('`').map((part, index) => (index % 2 ? code(part) : escaped(part)));
  const words = parts.join('').match(/(?:\\ |\S)+/g) ?? [];
  return wrapWords(words, 80).map(line).join('\n');
}

function rowText([term, meaning]: Row): string {
  return `.TP\n${line(bold(term.trim()))}\n${prose(meaning)}`;
}

/** Lines that stay as they are. */
export function verbatim(lines: readonly string[]): string {
  return ['.PP', '.nf', ...lines.map((text) => line(bold(text))), '.fi'].join('\n');
}

/** `.SH` for what a man page must have, `.SS` for what is within. */
export function heading(request: 'SH' | 'SS', title: string): string {
  return `.${request} "${escaped(title)}"`;
}

/** A heading begins a paragraph by itself, and mandoc's lint complains of a second beginning. */
export function withoutEmptyParagraphs(page: string): string {
  return page.replace(/^(\.S[HS] .*\n)\.PP\n/gm, '$1');
}

/** A part of a page. */
export function roffSection({ title, text, lines = [], rows = [] }: Section): string {
  return [
    ...(title === undefined ? [] : [heading('SS', title)]),
    ...(text === undefined ? [] : ['.PP', prose(text)]),
    ...(lines.length === 0 ? [] : [verbatim(lines)]),
    ...rows.map(rowText),
  ].join('\n');
}
