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

// The name of a profile as `SWROLE_PROFILE` holds it, for prompts: any name, in an alphabet that no shell expands.

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

/**
 * Seconds as people write them: 2700 is `45m`, 5400 is `1h30m`, 50 is `50s`.
 */
export function shortDuration(seconds: number): string {
  const [h, m] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const s = Math.round(seconds % 60);
  return [h && `${h}h`, m && `${m}m`, s && `${s}s`].filter(Boolean).join('') || '0s';
}

/** RFC 3339 with a zone: without one, each SDK takes it for another instant or for an error (contract A.2). */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/;

/**
 * The instant that a text names, such as `2026-01-31T12:00:00Z`, in milliseconds since the epoch; undefined if it names none that
 * all SDKs agree on.
 */
export function parseInstant(text: string): number | undefined {
  const instant = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}
