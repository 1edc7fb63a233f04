import type { Texts } from './reading.ts';
import type { Rewrite } from './rewrite.ts';

/** A point in which the SDK for JavaScript does not read a file as this program does. */
export interface Difference {
  readonly name: string;
  /** Why this program does not do the same; B.2 and B.4 are chapters of the contract. */
  readonly reason: string;
  /** One file or both, with this difference and no other. */
  readonly example: Partial<Texts>;
  /** Writes files so that the SDK reads what was meant, as far as this difference is in its way. */
  readonly forSdk: Rewrite;
}
