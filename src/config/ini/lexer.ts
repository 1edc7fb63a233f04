/**
 * Physical lines, before anyone knows what they mean. A comment is a line whose first character, indented or not, is `#`
 * or `;`: AWS's own specification takes an indented one for continuation text, but the CLI, JS, Go and Ruby do not.
 */

/** A line that says something. */
export interface ContentLine {
  /** 1-based. */
  readonly number: number;
  /** How many white-space characters stand before the text. */
  readonly indent: number;
  /** Without the white space around it; never empty. */
  readonly text: string;
}

/** The lines of `text` that are neither blank nor a comment, without byte order mark and carriage returns. */
export function* contentLines(text: string): Generator<ContentLine> {
  let start = 0;
  // Not `split`, which would keep all lines of a large file at once.
  for (let number = 1; start <= text.length; number += 1) {
    const line = text.slice(start, endOfLine(text, start));
    start += line.length + 1;
    // A carriage return and a byte order mark are white space to `trim`.
    const content = line.trim();
    if (content === '' || content.startsWith('#') || content.startsWith(';')) continue;
    const indent = content.length === line.length ? 0 : line.length - line.trimStart().length;
    yield { number, indent, text: content };
  }
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}
