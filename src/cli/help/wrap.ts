/** Text in lines of a width. What stands in backquotes is there to be typed, and so is never broken. */

/** Words with the spaces that are inside backquotes. */
const WORD = /(?:`[^`]*`|[^ `])+/g;

/** The lines of one paragraph, without backquotes; a line that is too long is a single word. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.match(WORD) ?? []) {
    const plain = word.replaceAll('`', '');
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + plain.length > width) lines.push(plain);
    else lines[lines.length - 1] = `${line} ${plain}`;
  }
  return lines;
}
