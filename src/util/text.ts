/** Text for terminals and prompts, durations and times, and the name for "Did you mean". */

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

// The name for "Did you mean". The distance is the restricted Damerau-Levenshtein distance (insert, delete, replace, swap
// neighbours), ignoring case.

/** The candidate nearest to `name`, the first of equals; undefined if none is near enough. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let nearest: string | undefined;
  // One edit in a short name, up to three in a name of eight letters or more: beyond that it is another word.
  let limit = Math.min(3, Math.ceil((name.length - 1) / 3));
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const edits = distance(wanted, candidate.toLowerCase(), limit);
    if (edits > limit) continue;
    nearest = candidate;
    limit = edits - 1;
  }
  return nearest;
}

/** The total number of names compared for one list. */
const MAX_COMPARISONS = 200_000;

/** The number of names compared so far, by list. */
const comparisons = new WeakMap<object, number>();

/**
 * The name that was meant, of those that a file defines: the only one that begins like it, else the only one that has it inside, else
 * the nearest. In a file with very many names and very many typos, comparing all pairs takes too long, so there are no more guesses
 * after a limit.
 */
export function guessedName(
  name: string,
  defined: ReadonlyMap<string, unknown>,
): string | undefined {
  const compared = (comparisons.get(defined) ?? 0) + defined.size;
  comparisons.set(defined, compared);
  if (compared > MAX_COMPARISONS) return undefined;
  const continued = continuedName(name, defined.keys());
  // One or two letters are inside many names.
  const isPart = name.length > 2 || continued?.toLowerCase().startsWith(name.toLowerCase());
  return (isPart ? continued : undefined) ?? nearestName(name, defined.keys());
}

/**
 * The only candidate that begins with a text, ignoring case, or that has it inside if none begins with it; undefined if there is none,
 * or more than one.
 */
export function continuedName(text: string, candidates: Iterable<string>): string | undefined {
  const names = namesWith(text, candidates);
  const beginning = names.filter((name) => name.toLowerCase().startsWith(text.toLowerCase()));
  const [only, another] = beginning.length > 0 ? beginning : names;
  return another === undefined ? only : undefined;
}

/** The candidates that have a text inside, ignoring case; none for an empty text. */
export function namesWith(text: string, candidates: Iterable<string>): readonly string[] {
  const wanted = text.toLowerCase();
  return text === '' ? [] : [...candidates].filter((name) => name.toLowerCase().includes(wanted));
}

/**
 * The distance of two texts; infinity as soon as it exceeds the limit. Cells that are farther from the diagonal than the limit are
 * left out: their distance exceeds it.
 */
function distance(a: string, b: string, limit: number): number {
  const newRow = () => new Array<number>(b.length + 1).fill(Number.POSITIVE_INFINITY);
  let [beforeLast, last, current] = [newRow(), newRow(), newRow()];
  for (let column = 0; column <= Math.min(b.length, limit); column++) last[column] = column;
  let leastOfLast = 0;
  for (let row = 1; row <= a.length; row++) {
    const [from, to] = [Math.max(1, row - limit), Math.min(b.length, row + limit)];
    // The row was another one before: no cell of that may be left beside the diagonal.
    current[from - 1] = from === 1 ? row : Number.POSITIVE_INFINITY;
    let least = from === 1 ? row : Number.POSITIVE_INFINITY;
    for (let column = from; column <= to; column++) {
      const same = a[row - 1] === b[column - 1];
      let edits = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
      );
      if (a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        edits = Math.min(edits, at(beforeLast, column - 2) + 1);
      current[column] = edits;
      if (edits < least) least = edits;
    }
    // A swap continues from two rows before, at the cost of one.
    if (least > limit && leastOfLast >= limit) return Number.POSITIVE_INFINITY;
    [beforeLast, last, current] = [last, current, beforeLast];
    leastOfLast = least;
  }
  return at(last, b.length);
}

/** A cell of the table; cells outside it are infinitely far. */
function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

/**
 * The hint for a word that is not in a list.
 *
 * @param names the allowed words
 * @param list a sentence that names them
 */
export function didYouMean(word: string, names: Iterable<string>, list: string): string {
  const nearest = nearestName(word, names);
  return nearest === undefined ? list : `did you mean '${nearest}'? ${list}`;
}
