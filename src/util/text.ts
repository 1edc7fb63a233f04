/** Text for terminals and prompts, durations and times. */

import { withoutKeys } from './secret-text.ts';

/**
 * Makes text from outside (config files, AWS, other programs) safe for a terminal. Control characters can move the cursor or
 * change the title, and bidirectional characters can make a role look like another one (CVE-2021-42574), so they are shown as
 * `\u{…}`. A name may be a key that was pasted by mistake.
 *
 * @returns the text on one line, without control characters and without keys
 */
export function safeText(text: string): string {
  const shown = withoutKeys(text);
  return PLAIN.test(shown) ? shown : escapeControl(shown);
}

/** A line of swrole on stderr or the terminal, safe for a terminal, without the newline. */
export function ownLine(text: string, level?: 'error' | 'hint' | 'warning' | 'debug'): string {
  return `swrole: ${level === undefined ? '' : `${level}: `}${safeText(text)}`;
}

/** Nearly every text is plain, and the pattern of the others takes node half a millisecond to make. */
const PLAIN = /^[ -~]*$/;

function escapeControl(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

/** Characters outside AWS's alphabet for names and single spaces inside. Windows PowerShell may read them as quotes. */
const ENCODED = /[^\w\-/.%@:+ ]|^ | $| (?= )/gu;

/**
 * The name of a profile as `SWROLE_PROFILE` holds it, in an alphabet that no shell expands. Other characters become their UTF-8
 * bytes, such as `=E9=96=8B`: AWS's alphabet for names has no `=`. Control characters are escaped first, so a prompt may show
 * the decoded name.
 */
export function encodedProfile(name: string): string {
  const shown = PLAIN.test(name) ? name : escapeControl(name);
  return shown.replace(ENCODED, (character) =>
    Buffer.from(character).toString('hex').toUpperCase().replace(/../g, '=$&'),
  );
}

/** The decoded name of a profile. */
export function decodedProfile(text: string): string {
  return text.replace(/(?:=[0-9A-F]{2})+/g, (bytes) =>
    Buffer.from(bytes.replaceAll('=', ''), 'hex').toString(),
  );
}

/** Seconds as a short text: 2700 is `45m`, 5400 is `1h30m`, 50 is `50s`. */
export function shortDuration(seconds: number): string {
  const [h, m] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const s = Math.round(seconds % 60);
  return [h && `${h}h`, m && `${m}m`, s && `${s}s`].filter(Boolean).join('') || '0s';
}

/** RFC 3339 with a time zone: without one, SDKs read different instants or fail (contract A.2). */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/;

/**
 * Parses an instant such as `2026-01-31T12:00:00Z` to milliseconds since the epoch; undefined if the SDKs do not agree on it.
 */
export function parseInstant(text: string): number | undefined {
  const instant = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}

/** `…MPLE`: enough of an access key id to tell two keys apart. */
export const shortId = (accessKeyId: string) => `…${accessKeyId.slice(-4)}`;

/** `2026-11-29`. */
export const dateText = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10);

/**
 * The local time of day, such as `07:04`. Without `toLocaleTimeString`, whose tables take node as long to load as half of its
 * start.
 */
export function timeOfDay(instant: number): string {
  const date = new Date(instant);
  const parts = [date.getHours(), date.getMinutes()];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
