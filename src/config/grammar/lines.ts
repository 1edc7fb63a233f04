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

const COMMENT_MARKS = new Set(['#', ';']);

/** The lines of `text` that are neither blank nor a comment, without byte order mark and carriage returns. */
export function* contentLines(text: string): Generator<ContentLine> {
  let number = 0;
  for (const line of lines(text)) {
    number += 1;
    // A carriage return and a byte order mark are white space to `trim`.
    const content = line.trim();
    if (content === '' || COMMENT_MARKS.has(content.charAt(0))) continue;
    yield { number, indent: line.length - line.trimStart().length, text: content };
  }
}

// One after the other: `split` would hold all lines of a large file at once.
function* lines(text: string): Generator<string> {
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    yield text.slice(start, end);
    start = end + 1;
  }
  yield text.slice(start);
}
