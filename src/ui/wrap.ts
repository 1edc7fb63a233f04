/** How a text becomes lines of a width: broken between words, and where there is no other way within them. */
import { beginning, textWidth } from '../cli/people/text-width.ts';

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

/** The lines of a text, none wider than this: a word that is wider is cut, behind a mark if it has one; but no ARN. */
export function cutLines(text: string, width: number): readonly string[] {
  if (textWidth(text) <= width) return [text];
  const words = text.split(' ').flatMap((word) => pieces(word, width));
  return filledLines(words, width);
}

/** Two pieces beside each other are wider than a line, and so never stand in one with a space between them. */
function pieces(word: string, width: number): readonly string[] {
  if (textWidth(word) <= width || word.startsWith('arn:')) return [word];
  const piece = upToMark(beginning(word, width));
  const rest = word.slice(piece.length);
  return rest === '' ? [piece] : [piece, ...pieces(rest, width)];
}

/** Where the parts of names, paths and ARNs end, if it is in the second half of a line. */
function upToMark(piece: string): string {
  const end = Math.max(...['/', ':', '-', '_', '.'].map((mark) => piece.lastIndexOf(mark))) + 1;
  return end > piece.length / 2 ? piece.slice(0, end) : piece;
}
