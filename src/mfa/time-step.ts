import type { Instant } from '../credentials.ts';

/** The length of a time step, in milliseconds (RFC 6238; every device of AWS has this one). */
const STEP = 30_000;

/** The number of the step, counted from the epoch. */
export function timeStep(now: Instant): number {
  return Math.floor(now / STEP);
}

/** Milliseconds until every device shows its next code: a second past the boundary, for clocks that differ. */
export function untilNextCode(now: Instant): number {
  return STEP - (now % STEP) + 1000;
}
