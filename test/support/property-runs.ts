/** The variable that says how many times as many cases are tried: `npm run soak` sets it. */
export const MORE_CASES = 'SWROLE_TEST_MORE_CASES';

/** The variable with another seed than the usual one: a failure says with which it was. */
export const SEED = 'SWROLE_TEST_SEED';

/**
 * With how many generated cases a property is tried. The seed is always the same, so that a red test stays red until its
 * cause is gone, unless `SEED` gives another one.
 */
export function propertyRuns(numRuns: number, seed = 1): { numRuns: number; seed: number } {
  const { [MORE_CASES]: times = 1, [SEED]: other = seed } = process.env;
  return { numRuns: Math.ceil(numRuns * Number(times)), seed: Number(other) };
}
