import { validationError } from './refusal.ts';
import type { StandInRole } from './world.ts';

/** Three things in seconds: the default, the most of a chained session, and the `MaxSessionDuration` of a new role. */
export const HOUR = 3600;

/** @throws Refusal ValidationError if a chained session is to last longer than an hour */
export function checkChainedSeconds(seconds: number): void {
  if (seconds <= HOUR) return;
  throw validationError(
    'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
  );
}

/** @throws Refusal ValidationError if a session is to last longer than the role's `MaxSessionDuration` */
export function checkRoleSeconds(role: StandInRole, seconds: number): void {
  if (seconds <= (role.maxSessionSeconds ?? HOUR)) return;
  throw validationError(
    'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  );
}
