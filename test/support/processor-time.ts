/** Gives the milliseconds of the processor since now: others who use the machine meanwhile are not counted. */
export function processorTimeSinceNow(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
}

/** Milliseconds of the processor that some work takes. */
export function processorTime(work: () => unknown): number {
  const spent = processorTimeSinceNow();
  work();
  return spent();
}

/** Gives the milliseconds of the processor that some work took. */
type Measured = () => number | Promise<number>;

/** So many turns are always taken, and so many at most. */
const TURNS = { least: 2, most: 10 };

/**
 * Expects that `other` takes less than `limit` times as long as `base`. They take turns, and the least time of each counts: what
 * others do on the machine, and the garbage of the work before, only ever add to a time. More turns are taken only while the
 * least times are beyond the limit.
 *
 * @throws Error with the ratio, if that stays beyond the limit
 */
export async function expectTimesAsLong(
  { base, other }: Readonly<Record<'base' | 'other', Measured>>,
  limit: number,
): Promise<void> {
  let [first, second] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let turn = 1; turn <= TURNS.most; turn += 1) {
    first = Math.min(first, await base());
    second = Math.min(second, await other());
    if (turn >= TURNS.least && second / first < limit) return;
  }
  throw new Error(`takes ${(second / first).toFixed(2)} times as long, but the limit is ${limit}`);
}
