/** Suggestions for mistyped words. */

import type { ConfigError } from '../config/errors.ts';
import { nearestName } from '../util/nearest-name.ts';
import { COMMANDS } from './commands.ts';

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

/** The command with the most similar name, if one is similar enough. */
export function suggestCommand(word: string): string | undefined {
  return nearestName(word, Object.keys(COMMANDS));
}

/**
 * The hint for an unknown profile that may be a mistyped command; `undefined` for other errors.
 *
 * @param argv the arguments; `swr` puts `-f FORMAT` before them
 */
export function commandHint({ details }: ConfigError, argv: readonly string[]): string | undefined {
  const word = argv[argv[0] === '-f' ? 2 : 0];
  if (details.kind !== 'unknown-profile' || details.profile !== word || details.ignored)
    return undefined;
  const command = suggestCommand(details.profile);
  if (command === undefined) return undefined;
  return `did you mean ${details.nearest === undefined ? '' : `'${details.nearest}', or `}the command ${command}?`;
}
