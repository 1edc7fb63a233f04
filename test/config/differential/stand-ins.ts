/**
 * What the SDK cannot read is written for it with something else in its place, and put back in what it has read:
 * characters of Unicode's private use area, and names in hexadecimal digits.
 */

/** For an empty key or value, and before one that would be special. */
export const NOTHING = '\ue000';

const MEANINGS = new Map([
  [NOTHING, ''],
  ['\ue001', '\n'],
  ['\ue002', '#'],
  ['\ue003', ';'],
  ['\ue004', '.'],
]);

const STAND_INS = new Map([...MEANINGS].map(([standIn, meaning]) => [meaning, standIn]));

/** A text in which line feeds, comment marks and dots stand for themselves only where `characters` does not find them. */
export function hide(text: string, characters: RegExp): string {
  return text.replace(characters, (character) => STAND_INS.get(character) ?? character);
}

/** The key or value that was meant. */
export function reveal(text: string): string {
  return text.replace(/[\ue000-\ue004]/g, (character) => MEANINGS.get(character) ?? '');
}

const HIDDEN = /^hidden:(.*)$/;

/** A section's name that is like any other to the SDK. */
export function hideName(name: string): string {
  return `hidden:${Buffer.from(name).toString('hex')}`;
}

/** The section's name that was meant. */
export function revealName(name: string): string {
  const digits = HIDDEN.exec(name)?.[1];
  return digits === undefined ? name : Buffer.from(digits, 'hex').toString();
}
