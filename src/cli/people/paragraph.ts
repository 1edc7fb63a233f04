/** Paragraphs on a terminal of any width. */
import { filledLines } from '../../ui/wrap.ts';

/** Where a paragraph stands. */
export interface Column {
  /** How many characters a line has, those before the paragraph included. */
  readonly width: number;
  /** What the first line begins with, as wide as the others' white space. */
  readonly first: string;
  /** How far all lines but the first are indented. */
  readonly indent: number;
}

/** A text broken at its spaces into lines that fit. */
export function paragraph(text: string, { width, first, indent }: Column): string[] {
  const white = ' '.repeat(indent);
  const lines = filledLines(text.split(' '), width - indent);
  return lines.map((line, index) => (index === 0 ? first : white) + line);
}
