import type { Words } from '../messages/message.ts';

/** An error of a command that is loaded only when it is typed: it brings its words along, so that no other run loads them. */
export class ToldError extends Error {
  override readonly name = 'ToldError';
  readonly words: Words;
  /** Whether a service did not answer, which the clock may be to blame for. */
  readonly isUnreachable: boolean;

  constructor(words: Words, isUnreachable = false) {
    super(words.message);
    this.words = words;
    this.isUnreachable = isUnreachable;
  }
}
