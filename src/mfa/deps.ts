/**
 * What the MFA code needs from outside: the clock, the environment, the terminal, the deadline. Tests replace these and
 * nothing else.
 */

import type { Instant } from '../credentials.ts';
import type { Cache } from '../storage/private-store.ts';
import type { Reporter, System } from '../system.ts';
import type { NoTerminal, Terminal } from '../terminal/tty.ts';
import { type StopSignal, stopSignal, timeLeft } from '../util/errors.ts';
import { MfaError } from './errors.ts';
import type { AskHost } from './question.ts';

/** The effects that getting a code needs. */
export interface MfaDeps
  extends Pick<System, 'env' | 'home' | 'platform' | 'now' | 'sleep'>,
    Reporter {
  /** swrole's own directory. */
  readonly cache: Cache;
  /** Where locks and used codes are kept if that directory cannot be used. */
  readonly runtime?: Cache;
  /** When everything here must have ended, with or without a code: the Go SDK kills its helper after 60 s. */
  readonly deadline: Instant;
  /** Aborted when a signal asks swrole to end: it ends its children first, then throws `cancelled`. */
  readonly interrupted: AbortSignal;
  openTerminal(): Promise<Terminal | NoTerminal>;
  /** Instead of the terminal and dialogs, if swrole runs inside another program that asks its user itself. */
  readonly askHost?: AskHost | undefined;
}

/** @throws MfaError `cancelled` if a signal has asked swrole to end */
export function assertNotInterrupted(deps: MfaDeps, profile: string): void {
  if (deps.interrupted.aborted) throw new MfaError({ kind: 'cancelled', profile });
}

/**
 * Sleeps until the time has passed or a signal asks swrole to end.
 *
 * @throws MfaError `cancelled`
 */
export async function pause(deps: MfaDeps, profile: string, milliseconds: number): Promise<void> {
  try {
    await deps.sleep(milliseconds, deps.interrupted);
  } catch (error) {
    if (!deps.interrupted.aborted) throw error;
  }
  assertNotInterrupted(deps, profile);
}

/** Aborted at the deadline, or by a signal. */
export function deadlineSignal(deps: MfaDeps): StopSignal {
  return stopSignal(timeLeft(deps), deps.interrupted);
}
