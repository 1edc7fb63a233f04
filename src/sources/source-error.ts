import type { Location } from '../config/config-error.ts';

/** Why a source of base credentials gave none. */
export type SourceFact =
  | {
      /** The command of `credential_process` could not run, failed, or took too long. */
      readonly kind: 'process-failed';
      readonly profile: string;
      /** Only the first word: arguments may hold secrets. */
      readonly program: string;
      /** `exit status 3`, `SIGKILL`, `no answer within 40 s`. */
      readonly reason: string;
      /** The last line it wrote to stderr, which is where such programs explain themselves. */
      readonly said: string | undefined;
      readonly at: Location;
    }
  | {
      /** It printed something that no SDK would take. What it printed is never repeated: it may be secret. */
      readonly kind: 'process-output';
      readonly profile: string;
      readonly program: string;
      /** Completes the sentence "its output …". */
      readonly problem: string;
      readonly at: Location;
    };

/** No base credentials to assume the role with: exit code 5. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly fact: SourceFact;

  constructor(fact: SourceFact) {
    super(fact.kind);
    this.fact = fact;
  }
}
