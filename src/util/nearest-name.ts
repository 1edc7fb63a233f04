/**
 * Finds the name for "Did you mean". The distance is the restricted Damerau-Levenshtein distance (insert, delete, replace, swap
 * neighbours), ignoring case.
 */

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

/** The distance of two texts; infinity as soon as it exceeds the limit. */
function distance(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    // A swap continues from two rows before, at the cost of one.
    if (Math.min(...current) > limit && Math.min(...last) >= limit) return Number.POSITIVE_INFINITY;
    beforeLast = last;
    last = current;
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
