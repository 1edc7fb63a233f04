/** Measures, wraps, truncates and pads text for a terminal width. */

/** Wraps words into lines of at most this width. A wider word gets a line of its own, so that it can be copied whole. */
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

/** Wraps a text into lines of at most this width. A wider word is broken, if possible after a mark; an ARN is not. */
export function truncateLines(text: string, width: number): readonly string[] {
  if (textWidth(text) <= width) return [text];
  const words = text.split(' ').flatMap((word) => pieces(word, width));
  return wrapWords(words, width);
}

/** Two adjacent pieces are wider than a line together, so they never share a line with a space in between. */
function pieces(word: string, width: number): readonly string[] {
  if (textWidth(word) <= width || word.startsWith('arn:')) return [word];
  const piece = upToMark(beginning(word, width));
  const rest = word.slice(piece.length);
  return rest === '' ? [piece] : [piece, ...pieces(rest, width)];
}

/** Cuts after the last mark between parts of a name, path or ARN, if it is in the second half of the line. */
function upToMark(piece: string): string {
  const end = Math.max(...['/', ':', '-', '_', '.'].map((mark) => piece.lastIndexOf(mark))) + 1;
  return end > piece.length / 2 ? piece.slice(0, end) : piece;
}

// Text truncated to one line. `…` marks the cut, so that half a number does not look like a whole one.

/** Truncates the end of a safe text. */
export function truncate(text: string, width: number): string {
  return textWidth(text) <= width ? text : `${fitting([...text], width - 1).join('')}…`;
}

/** Truncates a text to one line between two words: ` …` marks the cut. A first word that is too wide stays whole. */
export function truncateWords(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const [line = ''] = wrapWords(text.split(' '), width - 2);
  return line === text ? text : `${line} …`;
}

/** Truncates the beginning of a safe text, because the user types at its end. */
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

// Text width in terminal columns: East Asian characters and emoji take two, combining marks none.

const ASCII = /^[ -~]*$/;
const NONE = /^\p{M}/u;
const TWO =
  /^[\u{1100}-\u{115f}\u{2e80}-\u{303e}\u{3041}-\u{a4cf}\u{a960}-\u{a97f}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{fe30}-\u{fe6f}\u{ff00}-\u{ff60}\u{ffe0}-\u{ffe6}\p{Emoji_Presentation}\u{20000}-\u{3fffd}]/u;

/** The width of a safe text (`safeText`) without colours. */
export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  return [...text].reduce((width, character) => width + widthOf(character), 0);
}

function widthOf(character: string): number {
  if (NONE.test(character)) return 0;
  return TWO.test(character) ? 2 : 1;
}

/** Pads a text with spaces on the right. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/** The longest beginning of a text that fits into a width; at least one character. */
function beginning(text: string, width: number): string {
  let taken = '';
  for (const character of text) {
    if (taken !== '' && textWidth(taken + character) > width) break;
    taken += character;
  }
  return taken;
}

/** The position of a paragraph. */
interface Column {
  /** The line width including the indentation. */
  readonly width: number;
  /** The prefix of the first line, as wide as the other lines' indentation. */
  readonly first: string;
  /** The indentation of all lines but the first. */
  readonly indent: number;
}

/** Wraps a text into indented lines. */
export function wrapParagraph(text: string, { width, first, indent }: Column): string[] {
  const white = ' '.repeat(indent);
  const lines = wrapWords(text.split(' '), width - indent);
  return lines.map((line, index) => (index === 0 ? first : white) + line);
}
