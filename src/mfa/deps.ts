/**
 * The world as this layer meets it. Everything that a test replaces is here: the clock, the environment,
 * the terminal. There is no other switch.
 */
import type { Instant } from '../credentials.ts';
import type { Reporter } from '../reporter.ts';
import type { Cache } from '../storage/private-store.ts';
import type { System } from '../system.ts';
import type { NoTerminal, Terminal } from '../terminal/tty.ts';
import { type StopSignal, stopSignal } from '../util/abort.ts';
import { MfaError } from './errors.ts';

/** The effects that obtaining a code needs. */
export interface MfaDeps
  extends Pick<System, 'env' | 'home' | 'platform' | 'now' | 'sleep'>,
    Reporter {
  /** swrole's own directory. */
  readonly cache: Cache;
  /** Where locks and used codes are kept if they cannot be in that directory. */
  readonly runtime?: Cache;
  /** By then everything here has ended, well or not: the Go SDK kills its helper after 60 s. */
  readonly deadline: Instant;
  /** Aborted when a signal asks swrole to end: children are ended first, then `cancelled` is thrown. */
  readonly interrupted: AbortSignal;
  openTerminal(): Promise<Terminal | NoTerminal>;
}

/** Milliseconds until the deadline, never less than 0. */
export function timeLeft({ deadline, now }: Pick<MfaDeps, 'deadline' | 'now'>): number {
  return Math.max(0, deadline - now());
}

/** @throws MfaError `cancelled` if swrole has been told to end */
export function refuseIfInterrupted(deps: MfaDeps, profile: string): void {
  if (deps.interrupted.aborted) throw new MfaError({ kind: 'cancelled', profile });
}

/**
 * Sleeps, but not through a signal.
 *
 * @throws MfaError `cancelled`
 */
export async function pause(deps: MfaDeps, profile: string, milliseconds: number): Promise<void> {
  try {
    await deps.sleep(milliseconds, deps.interrupted);
  } catch (error) {
    if (!deps.interrupted.aborted) throw error;
  }
  refuseIfInterrupted(deps, profile);
}

/** Aborted at the deadline, or by a signal. */
export function deadlineSignal(deps: MfaDeps): StopSignal {
  return stopSignal(timeLeft(deps), deps.interrupted);
}
