/** The base of errors with details, and signals that abort with a reason. */

/**
 * The base of errors that hold details instead of a text. `src/messages/` writes the message, in one place for each kind of
 * error, so that no message holds a secret or text that is unsafe for a terminal.
 */
export abstract class DataError<Details extends object> extends Error {
  readonly details: Details;

  /** @param summary for developers, without anything secret */
  constructor(details: Details, summary = 'kind' in details ? `${details.kind}` : '') {
    super(summary);
    this.details = details;
  }
}

// Abort signals with a time limit and a reason.

/** Why an operation ended without a result: its time limit passed, or the user or a signal cancelled it. */
export type Stopped = 'timed-out' | 'cancelled';

/** A signal that aborts with a `Stopped` as its reason. */
export type StopSignal = AbortSignal;

/**
 * Makes a signal that aborts after a time limit, or with another signal. The timer does not keep the process alive.
 *
 * Not `AbortSignal.any([AbortSignal.timeout(…), …])`: on Node 20 the garbage collector removes the time limit
 * before it fires (nodejs/node#57736), and a deadline that is sometimes missing makes an SDK hang.
 */
export function stopSignal(milliseconds: number, interrupted: AbortSignal): StopSignal {
  const controller = new AbortController();
  const stop = (why: Stopped) => controller.abort(why);
  const cancel = () => stop('cancelled');
  setTimeout(() => stop('timed-out'), milliseconds).unref();
  interrupted.addEventListener('abort', cancel, { signal: controller.signal });
  if (interrupted.aborted) cancel();
  return controller.signal;
}

/** Milliseconds until the deadline, never less than 0. */
export function timeLeft({ deadline, now }: { readonly deadline: number; now(): number }): number {
  return Math.max(0, deadline - now());
}

/** Why the signal was aborted; `cancelled` for any reason other than the time limit. */
export function whyStopped({ reason }: StopSignal): Stopped {
  return reason === 'timed-out' ? 'timed-out' : 'cancelled';
}
