/** Why something ended without a result: its time was over, or a person or a signal ended it. */
export type Stopped = 'timed-out' | 'cancelled';

/** Aborted with a `Stopped` as its reason. */
export type StopSignal = AbortSignal;

/**
 * Aborted after so many milliseconds, or with another signal. The timer keeps no process alive.
 *
 * Not `AbortSignal.any([AbortSignal.timeout(…), …])`: on Node 20 the garbage collector takes the time limit away
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

/** Why the signal was aborted; `cancelled` for whatever ended without it. */
export function whyStopped({ reason }: StopSignal): Stopped {
  return reason === 'timed-out' ? 'timed-out' : 'cancelled';
}
