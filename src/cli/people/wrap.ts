import { beginning, textWidth } from './text-width.ts';

/** The lines of a text at a width: broken at spaces, and within a word that is longer than a line. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = pieced(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return [...lines, line];
}

function pieced(word: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let rest = word;
  while (textWidth(rest) > width) {
    const piece = upToMark(beginning(rest, width));
    if (piece === rest) break;
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return [...pieces, rest];
}

/** An ARN or a path is best taken apart behind a mark, if there is one in the second half of the line. */
function upToMark(piece: string): string {
  const end = Math.max(piece.lastIndexOf('/'), piece.lastIndexOf(':')) + 1;
  return end > piece.length / 2 ? piece.slice(0, end) : piece;
}
