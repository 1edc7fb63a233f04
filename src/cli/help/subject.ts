/** What help is asked for: the words after `help`, understood. */
import { shownWords } from '../../util/secret-text.ts';
import { COMMANDS, type CommandName, commandNamed } from '../commands.ts';
import { listHint } from '../suggest.ts';
import { UsageError } from '../errors.ts';
import { TOPIC_NAMES, type TopicName } from '../help-topics.ts';

/** What a page of help is about. */
export type HelpSubject =
  | { readonly kind: 'overview' }
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'command'; readonly name: CommandName }
  | { readonly kind: 'topic'; readonly name: TopicName };

/**
 * The subject of `help WORD`, where a command may be named by its alias.
 *
 * @throws UsageError for another word, or more than one
 */
export function helpSubject([word, ...rest]: readonly string[]): HelpSubject {
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
  return listHint(word, [...Object.keys(COMMANDS), ...TOPIC_NAMES], list);
}
