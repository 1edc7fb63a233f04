import type { System } from '../system.ts';

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
