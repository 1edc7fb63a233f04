import { withoutKeys } from './secret-text.ts';

/**
 * Text from outside (config files, AWS, other programs) on its way to a person's terminal. Control
 * characters would move the cursor or change the title, bidirectional ones would make a role read as
 * another one (CVE-2021-42574), so they are shown as `\u{…}`. A name may be a key that was pasted where a name belongs.
 *
 * @returns the text on one line, with nothing in it that a terminal would obey, and without keys
 */
export function safeText(text: string): string {
  const shown = withoutKeys(text);
  // Nearly every text is plain, and the pattern below takes node half a millisecond to make.
  return /^[ -~]*$/.test(shown) ? shown : withoutControl(shown);
}

function withoutControl(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
