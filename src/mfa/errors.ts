/** What can go wrong with an MFA code, as data; `messages/` writes the texts. */

import type { FolderProblem } from '../fast-path/private-file.ts';
import type { CommandEnding } from '../process/run-child.ts';
import type { CommandReport } from '../terminal/secret-command.ts';
import { DataError } from '../util/errors.ts';

/** The source of a code: `-t`, the configured command, the terminal, a dialog, or a function of the program around swrole. */
export type CodeSource = 'flag' | 'generate_token' | 'terminal' | 'dialog' | 'function';

/** The kinds of failure. */
export type MfaErrorDetails =
  | {
      readonly kind: 'no-way-to-ask';
      readonly profile: string;
      readonly reason: 'no-prompt' | 'no-terminal' | 'background' | 'no-dialog';
      /** The value of `SWROLE_PROMPT` if it is a cause; only the program of a command line. */
      readonly prompt?: string;
    }
  /** By the user, or by a signal to swrole; `dialog` is the program of `SWROLE_PROMPT`, and how it ended. */
  | {
      readonly kind: 'cancelled';
      readonly profile: string;
      readonly dialog?: { readonly program: string; readonly ending: CommandEnding };
    }
  /** For `seconds`, no answer came, or another swrole used the device. */
  | {
      readonly kind: 'timed-out';
      readonly profile: string;
      readonly waitingFor: 'answer' | 'device';
      readonly seconds: number;
    }
  /** Not six digits; `prompt`: the program of `SWROLE_PROMPT` that gave the answer. */
  | {
      readonly kind: 'invalid-code';
      readonly from: 'flag' | 'terminal' | 'dialog' | 'function';
      readonly prompt?: string;
    }
  | ({ readonly kind: 'token-command-failed'; readonly ending: CommandEnding } & CommandReport)
  /** It ended with status 0 but wrote no code. */
  | ({ readonly kind: 'token-command-without-code' } & CommandReport)
  | ({ readonly kind: 'token-command-timed-out'; readonly seconds: number } & CommandReport)
  /** The code was sent before, and there is no time or no way to get the next one; `isRepeated`: the command gave it twice. */
  | {
      readonly kind: 'spent-code';
      readonly from: CodeSource;
      readonly secondsUntilNext: number;
      readonly isRepeated?: true;
    }
  /**
   * AWS refused the code: it is wrong, expired or already used; AWS does not say which. `unremembered`: why other processes
   * could not know that it was used. `isRepeated`: the command gave the same code again.
   */
  | {
      readonly kind: 'refused-code';
      readonly from: CodeSource;
      readonly unremembered?: FolderProblem;
      readonly isRepeated?: true;
    };

/** There is no code, or AWS refuses it: exit code 4. */
export class MfaError extends DataError<MfaErrorDetails> {
  override readonly name = 'MfaError';
}
