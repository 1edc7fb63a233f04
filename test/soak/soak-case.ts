/**
 * A claim about many processes, with the number of times it is tried: seldom by `npm test`, often by
 * `npm run soak`. Both run the same code, so that a green test and a green soak mean the same.
 */

/** What the rounds of a case came to. */
export interface Findings {
  /** What was measured in each round, in words and numbers that can be compared whole. */
  readonly found: readonly object[];
  /** What each of them is to be. */
  readonly wanted: object;
  /** What was done and measured in all, for the table. */
  readonly summary: string;
}

/** A number for `npm test`, and one for `npm run soak`. */
interface Numbers {
  readonly test: number;
  readonly soak: number;
}

/** One line of the table. */
export interface SoakCase {
  /** For `--only`. */
  readonly name: string;
  /** A whole sentence, the name of its test. */
  readonly claim: string;
  /** What is counted. */
  readonly unit: string;
  readonly counts: Numbers;
  /** How many processes a round has, where that is not always the same. */
  readonly sizes?: Numbers;
  /** Rejects where nothing could be measured, with the reason of `stop` when that is aborted. */
  run(count: number, stop: AbortSignal, size: number): Promise<Findings>;
}

/** Does the same so many times, one after the other. */
export async function inRounds<T>(
  count: number,
  stop: AbortSignal,
  round: () => Promise<T>,
): Promise<T[]> {
  const found: T[] = [];
  while (found.length < count) {
    found.push(await round());
    stop.throwIfAborted();
  }
  return found;
}
