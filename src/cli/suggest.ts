import { nearestName } from '../util/nearest-name.ts';

/**
 * The hint for a word that is none of a list.
 *
 * @param names the words that may stand there
 * @param list a sentence that names them
 */
export function listHint(word: string, names: Iterable<string>, list: string): string {
  const nearest = nearestName(word, names);
  return nearest === undefined ? list : `did you mean '${nearest}'? ${list}`;
}
