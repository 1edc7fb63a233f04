import type { Location } from '../config/errors.ts';
import type { FolderProblem } from '../fast-path/private-file.ts';
import type { CommandEnding } from '../process/run-child.ts';
import { DataError } from '../util/data-error.ts';

/** Where a code came from: `-t`, the configured command, the terminal, or a dialog. */
export type CodeSource = 'flag' | 'generate_token' | 'terminal' | 'dialog';

/**
 * What a message may say about a token command: the first word of its line and where the line stands,
 * how much it wrote to stdout but never what, and why it failed in its own words.
 */
export interface CommandReport {
  readonly program: string;
  readonly at: Location;
  readonly outputLines: number;
  /** Its last line on stderr, safe to print and without a code; `undefined` when a terminal had it, or it was silent. */
  readonly said: string | undefined;
  /** What it says to do about it. */
  readonly hint?: string | undefined;
}

/** What can go wrong with a code, as data; `words/` makes the words. */
export type MfaErrorDetails =
  | {
      readonly kind: 'no-way-to-ask';
      readonly profile: string;
      readonly reason: 'no-prompt' | 'no-terminal' | 'background' | 'no-dialog';
      /** What `SWROLE_PROMPT` says, of a command line the first word, where it has a part in that. */
      readonly prompt?: string;
    }
  /** By the person, or by a signal to swrole; `dialog` is the program of `SWROLE_PROMPT`, and how it ended. */
  | {
      readonly kind: 'cancelled';
      readonly profile: string;
      readonly dialog?: { readonly program: string; readonly ending: CommandEnding };
    }
  /** No answer came, or another swrole kept the device to itself, for so many seconds. */
  | {
      readonly kind: 'timed-out';
      readonly profile: string;
      readonly waitingFor: 'answer' | 'device';
      readonly seconds: number;
    }
  /** Not six digits; `prompt`: the program of `SWROLE_PROMPT` that gave it. */
  | {
      readonly kind: 'invalid-code';
      readonly from: 'flag' | 'terminal' | 'dialog';
      readonly prompt?: string;
    }
  | ({ readonly kind: 'token-command-failed'; readonly ending: CommandEnding } & CommandReport)
  /** It ended with status 0 but wrote no code. */
  | ({ readonly kind: 'token-command-without-code' } & CommandReport)
  | ({ readonly kind: 'token-command-timed-out'; readonly seconds: number } & CommandReport)
  /** The code was sent before, and there is no time or no way to get the next one; `isRepeated`: the command gave it again. */
  | {
      readonly kind: 'spent-code';
      readonly from: CodeSource;
      readonly secondsUntilNext: number;
      readonly isRepeated?: true;
    }
  /**
   * AWS did not take it: wrong, expired or already used; it does not say which. `unremembered`: why other processes could
   * not know that it was used. `isRepeated`: the command gave the same one again.
   */
  | {
      readonly kind: 'refused-code';
      readonly from: CodeSource;
      readonly unremembered?: FolderProblem;
      readonly isRepeated?: true;
    };

/** No code, or none that AWS takes: exit code 4. */
export class MfaError extends DataError<MfaErrorDetails> {
  override readonly name = 'MfaError';
}
