/**
 * What the SDK cannot read as it is meant is written for it with something else in its place, and put back into what it
 * has read: characters for private use, and names in hexadecimal digits.
 */

/** For an empty value, and before what would otherwise be special. */
export const NOTHING = '\ue000';

const PLAIN = new Map([
  [NOTHING, ''],
  ['\ue001', '\n'],
  ['\ue002', '#'],
  ['\ue003', ';'],
  ['\ue004', '.'],
]);

const STAND_IN = new Map([...PLAIN].map(([standIn, plain]) => [plain, standIn]));

/** A text with stand-ins for some characters: a line feed, `#`, `;` or `.`. */
export function hide(text: string, characters: RegExp): string {
  return text.replace(characters, (character) => STAND_IN.get(character) ?? character);
}

/** A name of which the SDK sees nothing but that it is one. */
export function hideName(name: string): string {
  return `hidden:${Buffer.from(name).toString('hex')}`;
}

/** What a name stands for, its own or not. */
export function revealName(name: string): string {
  const [, digits] = /^hidden:(.*)$/.exec(name) ?? [];
  return digits === undefined ? name : Buffer.from(digits, 'hex').toString();
}

/** What a key or value stands for. */
export function reveal(text: string): string {
  return text.replace(/[\ue000-\ue004]/g, (character) => PLAIN.get(character) ?? character);
}
