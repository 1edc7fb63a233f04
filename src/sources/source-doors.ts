import type { Instant } from '../credentials.ts';
import type { System } from '../system.ts';
import type { Witness } from '../reporter.ts';

/** The world, as far as sources of base credentials need it. */
export interface SourceDoors extends Pick<System, 'env' | 'home' | 'platform' | 'now'>, Witness {
  readonly deadline: Instant;
  /** Aborted when a signal asks the program to end. */
  readonly interrupted: AbortSignal;
}

/** Milliseconds until nobody waits any more. */
export function timeLeft({ deadline, now }: Pick<SourceDoors, 'deadline' | 'now'>): number {
  return Math.max(0, deadline - now());
}
