import type { Message } from '../messages/message.ts';

/** The command line does not say what to do: exit code 2. The message is for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** What to type instead. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** An error of a command that is loaded only when it is typed: it brings its words along, so that no other run loads them. */
export class CommandError extends Error {
  override readonly name = 'ToldError';
  readonly words: Message;
  /** Whether a service did not answer, which the clock may be to blame for. */
  readonly isUnreachable: boolean;

  constructor(words: Message, isUnreachable = false) {
    super(words.message);
    this.words = words;
    this.isUnreachable = isUnreachable;
  }
}
