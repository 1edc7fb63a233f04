/** Paragraphs on a terminal of any width. */
import { textWidth } from './text-width.ts';

/** Where a paragraph stands. */
export interface Column {
  /** How many characters a line has, those before the paragraph included. */
  readonly width: number;
  /** What the first line begins with, as wide as the others' white space. */
  readonly first: string;
  /** How far all lines but the first are indented. */
  readonly indent: number;
}

/** The words in lines of at most this width. A word that is wider has a line of its own: a person can still copy it. */
export function filledLines(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.pop();
    const longer = line ? `${line} ${word}` : word;
    if (!line || textWidth(longer) <= width) lines.push(longer);
    else lines.push(line, word);
  }
  return lines;
}

/** A text broken at its spaces into lines that fit. */
export function paragraph(text: string, { width, first, indent }: Column): string[] {
  const white = ' '.repeat(indent);
  const lines = filledLines(text.split(' '), width - indent);
  return lines.map((line, index) => (index === 0 ? first : white) + line);
}
