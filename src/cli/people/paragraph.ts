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

/**
 * A text broken at its spaces into lines that fit. A word that is wider than the paragraph, such as a path, keeps its
 * place on a line of its own: a person can still copy it.
 */
export function paragraph(text: string, { width, first, indent }: Column): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || indent + textWidth(longer) <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  const white = ' '.repeat(indent);
  return [...lines, line].map((each, index) => (index === 0 ? first : white) + each);
}
