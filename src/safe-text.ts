/**
 * Text from outside (config files, AWS, other programs) on its way to a person's terminal. Control
 * characters would move the cursor or change the title, bidirectional ones would make a role read as
 * another one (CVE-2021-42574), so they are shown as `\u{…}`.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The text on one line, with nothing in it that a terminal would obey. */
export function safeText(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
