import type { Instant } from '../credentials.ts';
import type { Disposer, Reporter } from '../reporter.ts';
import type { Cache } from '../storage/private-store.ts';
import type { StsClient } from '../sts/client.ts';
import type { System } from '../system.ts';

/** What every command works with; built once, in `app.ts`. */
export interface Context extends Reporter {
  readonly system: System;
  readonly sts: StsClient;
  /** swrole's own directory. */
  readonly cache: Cache;
  /** Where locks and used codes are kept if they cannot be in that directory. */
  readonly runtime: Cache;
  /** Whether credentials that cannot be kept are of no use: `swrole login`. */
  readonly mustKeep?: boolean;
  /** By then everything has ended: the Go SDK kills its helper after 60 s. */
  readonly deadline: Instant;
  /** One line of what was done in another way than was asked, for a person at a terminal. */
  warn(line: string): void;
  /** The terminal is somebody else's until the function that is returned is called: a question's, or a child's. */
  pauseProgress(): Disposer;
}

/** The world while signals are watched. */
export interface InterruptibleContext extends Context {
  /** Aborted when a signal asks swrole to end. */
  readonly interrupted: AbortSignal;
}

/** A signal asked swrole to end: exit code 128 + its number, 130 for Ctrl-C. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(signal);
    this.signal = signal;
  }
}

/**
 * Does the work, which a signal aborts instead of ending the process: children are ended first, and a
 * shell that evaluates stdout is told.
 *
 * @throws InterruptedError in the place of whatever the aborted work throws
 */
export async function interruptible<T>(
  system: Pick<System, 'watchInterrupts'>,
  work: (interrupted: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, stop } = system.watchInterrupts();
  try {
    return await work(signal);
  } catch (error) {
    throw signal.aborted ? new InterruptedError(signal.reason as NodeJS.Signals) : error;
  } finally {
    stop();
  }
}
