import { nearestName } from '../config/nearest-name.ts';
import { COMMANDS } from './command-table.ts';

/** The command that a word is near to, if there is one. */
export function nearestCommand(word: string): string | undefined {
  return nearestName(word, Object.keys(COMMANDS));
}
