/** The name of a profile as `SWROLE_PROFILE` holds it, for prompts: any name, in an alphabet that no shell expands. */
import { safeText } from './util/text.ts';

/** AWS's alphabet for names, and single spaces inside. Windows PowerShell may read other characters as quotes. */
const OTHER = /[^\w\-/.%@:+ ]|^ | $| (?= )/gu;

/**
 * The name with every other character as its bytes in UTF-8, `=E9=96=8B`: `=` is in no name that AWS's alphabet has.
 * What a terminal would obey is made visible first, so a prompt may show what it decodes.
 */
export function encodedProfile(name: string): string {
  return safeText(name).replace(OTHER, (character) =>
    Buffer.from(character).toString('hex').toUpperCase().replace(/../g, '=$&'),
  );
}

/** The name, to be shown. */
export function decodedProfile(text: string): string {
  return text.replace(/(?:=[0-9A-F]{2})+/g, (bytes) =>
    Buffer.from(bytes.replaceAll('=', ''), 'hex').toString(),
  );
}
