/** Names in a row, of which a reader needs no more than a few. */

/** So many names of a way are shown at its beginning, where it is longer than `WHOLE`. */
const BEGINNING = 4;
const END = 2;
const WHOLE = 10;

/** Names that lead to each other: `a -> b -> c`; of very many, those in the middle are counted. */
export function wayWords(names: readonly string[], length = names.length): string {
  if (length <= WHOLE) return names.join(' -> ');
  const [beginning, end] = [names.slice(0, BEGINNING), names.slice(-END)];
  return [...beginning, `${length - BEGINNING - END} more`, ...end].join(' -> ');
}

/** Names in a list: `a, b, c and 7 more`. */
export function listWords(names: readonly string[], most: number, length = names.length): string {
  const shown = names.slice(0, most).join(', ');
  return length > most ? `${shown} and ${length - most} more` : shown;
}
