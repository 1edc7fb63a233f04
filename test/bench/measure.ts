import type { Variants } from './variants.ts';

/** Milliseconds of every round, in the order of the rounds. */
export type Samples = Variants<readonly number[]>;

/** Rounds before those that count: the files are in memory then, and node's compile cache, where it has one, is full. */
export const WARM_UPS = 3;

const noSamples = (): Variants<number[]> => ({
  bare: [],
  cached: [],
  cachedOfMany: [],
  completion: [],
  listOfFew: [],
  list: [],
  listOfChain: [],
  stored: [],
  coldWithoutMfa: [],
  coldPrintf: [],
  coldNode: [],
});

/** The same names, each turn beginning with another one: none always runs after the same neighbour. */
function turned<T>(names: readonly T[], by: number): T[] {
  const start = by % names.length;
  return [...names.slice(start), ...names.slice(0, start)];
}

/**
 * Runs all variants in turn, round after round, so that noise hits all alike.
 *
 * @throws the reason of `stop` when it is aborted; Error for a wrong answer
 */
export async function measure(
  variants: Variants,
  rounds: number,
  stop: AbortSignal,
): Promise<Samples> {
  const samples = noSamples();
  const names = Object.keys(samples) as (keyof Variants)[];
  for (let round = 0; round < WARM_UPS + rounds; round += 1) {
    for (const name of turned(names, round)) {
      stop.throwIfAborted();
      const milliseconds = await variants[name]();
      if (round >= WARM_UPS) samples[name].push(milliseconds);
    }
  }
  return samples;
}
