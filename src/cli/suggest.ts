import type { ConfigError } from '../config/errors.ts';
import { nearestName } from '../util/nearest-name.ts';
import { COMMANDS } from './commands.ts';

/**
 * The hint for a word that is none of a list.
 *
 * @param names the words that may stand there
 * @param list a sentence that names them
 */
export function didYouMean(word: string, names: Iterable<string>, list: string): string {
  const nearest = nearestName(word, names);
  return nearest === undefined ? list : `did you mean '${nearest}'? ${list}`;
}

/** The command that a word is near to, if there is one. */
export function suggestCommand(word: string): string | undefined {
  return nearestName(word, Object.keys(COMMANDS));
}

/**
 * The hint for a profile that is not there and that may have been meant for a command; `undefined` for other errors.
 *
 * @param argv what was typed; `swr` writes the format of its shell before it
 */
export function commandHint({ details }: ConfigError, argv: readonly string[]): string | undefined {
  const word = argv[argv[0] === '-f' ? 2 : 0];
  if (details.kind !== 'unknown-profile' || details.profile !== word || details.ignored)
    return undefined;
  const command = suggestCommand(details.profile);
  if (command === undefined) return undefined;
  return `did you mean ${details.nearest === undefined ? '' : `'${details.nearest}', or `}the command ${command}?`;
}
