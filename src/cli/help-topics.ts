/** The help topics, and which help page `swrole help WORD` shows. */

import { didYouMean } from '../util/nearest-name.ts';
import { shownWords } from '../util/secret-text.ts';
import { COMMANDS, type CommandName, commandNamed } from './commands.ts';
import { UsageError } from './errors.ts';

/** The help topics besides the commands, with one line each. The pages are loaded on demand. */
export const TOPICS = {
  config: 'the keys of a profile',
  environment: 'the variables',
  'exit-codes': 'the exit codes',
  flags: 'all flags',
  formats: 'the forms of other shells',
} as const;

/** The name of a topic. */
export type TopicName = keyof typeof TOPICS;

/** The topic names in the order of the help. */
export const TOPIC_NAMES = Object.keys(TOPICS) as readonly TopicName[];

/** The subject of a help page. */
export type HelpSubject =
  | { readonly kind: 'overview' }
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'command'; readonly name: CommandName }
  | { readonly kind: 'topic'; readonly name: TopicName };

/**
 * The subject of `help WORD`. The word may be an alias of a command.
 *
 * @throws UsageError for an unknown word, or for more than one word
 */
export function parseHelpSubject([word, ...rest]: readonly string[]): HelpSubject {
  if (rest[0] !== undefined)
    throw new UsageError(`help on one thing at a time: ${shownWords(rest[0])} is one too many`);
  if (word === undefined) return { kind: 'overview' };
  const command = commandNamed(word);
  if (command !== undefined) return { kind: 'command', name: command };
  const topic = TOPIC_NAMES.find((name) => name === word);
  if (topic !== undefined) return { kind: 'topic', name: topic };
  throw new UsageError(`there is no help on ${shownWords(word)}`, unknownHint(word));
}

function unknownHint(word: string): string {
  const list = `there is help on every command, and on ${TOPIC_NAMES.join(', ')}`;
  return didYouMean(word, [...Object.keys(COMMANDS), ...TOPIC_NAMES], list);
}
