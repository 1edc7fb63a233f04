/**
 * "Did you mean": the name that a mistyped one was meant to be. Distance is Damerau and Levenshtein's in its restricted
 * form (insert, delete, replace, swap neighbours), case aside.
 */

/** The candidate nearest to `name`, the first of equals; undefined if none is near enough to be meant. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let nearest: string | undefined;
  // One slip in a short name, up to three in one of eight letters or more: beyond that it is another word.
  let limit = Math.min(3, Math.ceil((name.length - 1) / 3));
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const slips = distance(wanted, candidate.toLowerCase(), limit);
    if (slips > limit) continue;
    nearest = candidate;
    limit = slips - 1;
  }
  return nearest;
}

/** Names that are looked at for guesses in all. */
const MOST = 200_000;

/** How many names of a list have been looked at. */
const looks = new WeakMap<object, number>();

/**
 * The nearest of the names that a file defines. A file with very many names, of which very many are mistyped, is not worth
 * a comparison of each with each: after so many there are no more guesses.
 */
export function guessedName(
  name: string,
  defined: ReadonlyMap<string, unknown>,
): string | undefined {
  const looked = (looks.get(defined) ?? 0) + defined.size;
  looks.set(defined, looked);
  return looked > MOST ? undefined : nearestName(name, defined.keys());
}

/** Infinity as soon as it is more than the limit. */
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
    // A swap goes on from two rows before, at the cost of one.
    if (Math.min(...current) > limit && Math.min(...last) >= limit) return Number.POSITIVE_INFINITY;
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

// Outside the table nothing is reachable.
function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
