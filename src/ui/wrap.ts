/** How a text becomes lines of a width: broken between words, and where there is no other way within them. */

/** The words in lines of at most this width. A word that is wider has a line of its own: a person can still copy it. */
export function wrapWords(words: readonly string[], width: number): readonly string[] {
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
export function truncateLines(text: string, width: number): readonly string[] {
  if (textWidth(text) <= width) return [text];
  const words = text.split(' ').flatMap((word) => pieces(word, width));
  return wrapWords(words, width);
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

// Text in one line of a terminal, with `…` in the place of what does not fit: half a number must not look like a whole one.

/** The beginning of a safe text. */
export function truncate(text: string, width: number): string {
  return textWidth(text) <= width ? text : `${fitting([...text], width - 1).join('')}…`;
}

/** The end of a safe text: where one types. */
export function truncateLeft(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  return `…${fitting([...text].reverse(), width - 1)
    .reverse()
    .join('')}`;
}

function fitting(characters: readonly string[], width: number): string[] {
  let room = width;
  const end = characters.findIndex((character) => {
    room -= textWidth(character);
    return room < 0;
  });
  return characters.slice(0, end < 0 ? undefined : end);
}

/** How many columns of a terminal a text takes: East Asian characters and pictures two, combining marks none. */
const ASCII = /^[ -~]*$/;
const NONE = /^\p{M}/u;
const TWO =
  /^[\u{1100}-\u{115f}\u{2e80}-\u{303e}\u{3041}-\u{a4cf}\u{a960}-\u{a97f}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{fe30}-\u{fe6f}\u{ff00}-\u{ff60}\u{ffe0}-\u{ffe6}\p{Emoji_Presentation}\u{20000}-\u{3fffd}]/u;

/** The width of a safe text (`safe-text.ts`) without colours. */
export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  return [...text].reduce((width, character) => width + widthOf(character), 0);
}

function widthOf(character: string): number {
  if (NONE.test(character)) return 0;
  return TWO.test(character) ? 2 : 1;
}

/** The text filled up with spaces on the right. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/** The beginning of a text that fits into a width: one character at least. */
function beginning(text: string, width: number): string {
  let taken = '';
  for (const character of text) {
    if (taken !== '' && textWidth(taken + character) > width) break;
    taken += character;
  }
  return taken;
}

// Paragraphs on a terminal of any width.

/** Where a paragraph stands. */
interface Column {
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
  const lines = wrapWords(text.split(' '), width - indent);
  return lines.map((line, index) => (index === 0 ? first : white) + line);
}
