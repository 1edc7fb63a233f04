/** The errors of the command line and of single commands. */
import type { Message } from '../messages/message.ts';

/** The command line is not valid: exit code 2. The message is for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** What to type instead. */
  readonly hint: string | undefined;
  /** The first of too many words: a profile, or a command that was mistyped. */
  readonly firstWord: string | undefined;

  constructor(message: string, hint?: string, firstWord?: string) {
    super(message);
    this.hint = hint;
    this.firstWord = firstWord;
  }
}

/** An error of a lazily loaded command. It carries its message, so that other runs do not load the message code. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly report: Message;
  /** Whether a service did not answer; a clock that jumped may be the cause. */
  readonly isUnreachable: boolean;

  constructor(report: Message, isUnreachable = false) {
    super(report.message);
    this.report = report;
    this.isUnreachable = isUnreachable;
  }
}

/** A signal asked swrole to end: the exit code is 128 + its number, 130 for Ctrl-C. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(signal);
    this.signal = signal;
  }
}

/** The user did not confirm the use of a profile with `confirm`. */
export class NotConfirmedError extends CommandError {}

/**
 * No profile was chosen, so nothing may change: also not the variables of a shell that evaluates stdout. The exit code is 130, or
 * 128 + the number of the signal that ended the question, or that of a problem.
 */
export class NothingChosenError extends Error {
  override readonly name = 'NothingChosenError';
  /** Why: a signal, or a problem that made the choice impossible; `undefined` if the user has left the question. */
  readonly why: NodeJS.Signals | Message | undefined;

  constructor(why?: NodeJS.Signals | Message) {
    super('nothing chosen');
    this.why = why;
  }
}
