import { shownWords } from '../util/secret-text.ts';
import { COMMANDS, type CommandName, commandNamed } from './commands.ts';
import { UsageError } from './errors.ts';
import { didYouMean } from './suggest.ts';

/** What there is help on beside the commands, in a line each: the texts are loaded when they are asked for. */
export const TOPICS = {
  config: 'the keys of a profile',
  environment: 'the variables',
  'exit-codes': 'the exit codes',
  flags: 'all flags',
  formats: 'the forms of other shells',
} as const;

/** The name of a topic. */
export type TopicName = keyof typeof TOPICS;

/** By their names, in the order of the lists. */
export const TOPIC_NAMES = Object.keys(TOPICS) as readonly TopicName[];

// What help is asked for: the words after `help`, understood.

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
  return didYouMean(word, [...Object.keys(COMMANDS), ...TOPIC_NAMES], list);
}
