import type { Texts } from './reading.ts';

/** Where the SDK for JavaScript reads a file in another way than this program. */
export interface Difference {
  readonly name: string;
  /** Why this program does not do the same; the letters are those of the contract's chapters. */
  readonly reason: string;
  /** A file, or both, that shows this difference and no other. */
  readonly example: Partial<Texts>;
  /** The same files, written so that the SDK reads in them what this program reads in the given ones. */
  readonly forSdk: (texts: Texts) => Texts;
}
