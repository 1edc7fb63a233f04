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
export function beginning(text: string, width: number): string {
  let taken = '';
  for (const character of text) {
    if (taken !== '' && textWidth(taken + character) > width) break;
    taken += character;
  }
  return taken;
}
