/** The variable that says how many times as many cases are tried: `npm run soak` sets it. */
export const MORE_CASES = 'SWROLE_TEST_MORE_CASES';

/**
 * With how many generated cases a property is tried. The seed is always the same, so that a red test stays red until its
 * cause is gone.
 */
export function propertyRuns(numRuns: number, seed = 1): { numRuns: number; seed: number } {
  return { numRuns: numRuns * Number(process.env[MORE_CASES] ?? 1), seed };
}
