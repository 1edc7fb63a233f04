import { type Call, type Measurement, MILLISECOND, run } from './measurements.ts';
import { type Ratio, ratio } from './statistics.ts';

/** What was measured in every round (milliseconds, or what `start` gives), in the order of the rounds, by row. */
export type Samples = ReadonlyMap<string, readonly number[]>;

/** A line of the table. */
export interface Row {
  readonly what: string;
  readonly against: string;
  readonly ratio: Ratio;
  /** The most that it is to be. */
  readonly target?: number | undefined;
}

/** Rounds before those that count: the files are in memory then, and the cache of compiled code is full. */
export const WARM_UPS = 3;

const milliseconds = async (call: Call) => (await run(call)).milliseconds;

/** The same list, each turn beginning with another one: none always runs after the same neighbour. */
function turned<T>(list: readonly T[], by: number): T[] {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

/**
 * Runs all measurements in turn, round after round, so that noise hits all alike.
 *
 * @param start runs a call and measures it
 * @throws the reason of `stop` when it is aborted; Error for a wrong answer
 */
export async function measure(
  measurements: readonly Measurement[],
  rounds: number,
  stop: AbortSignal,
  start: (call: Call) => Promise<number> = milliseconds,
): Promise<Samples> {
  const samples = new Map(measurements.map(({ what }) => [what, [] as number[]]));
  for (let round = 0; round < WARM_UPS + rounds; round += 1) {
    for (const { what, prepare } of turned(measurements, round)) {
      stop.throwIfAborted();
      const measured = await start(await prepare());
      if (round >= WARM_UPS) samples.get(what)?.push(measured);
    }
  }
  return samples;
}

/** The rows of the report. The first measurement is what most others are compared with, and has none. */
export function rows(measurements: readonly Measurement[], samples: Samples): readonly Row[] {
  const of = (what: string) => (what === MILLISECOND ? [1] : (samples.get(what) ?? []));
  return measurements.slice(1).map(({ what, against, onTopOf, target }) => {
    const below = onTopOf === undefined ? [] : of(onTopOf);
    const measured = of(what).map((milliseconds, round) => milliseconds - (below[round] ?? 0));
    return { what, against, ratio: ratio(measured, of(against)), target };
  });
}
