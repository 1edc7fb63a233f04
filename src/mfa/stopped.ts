/** Why something ended without a result: its time was over, or a person or a signal ended it. */
export type Stopped = 'timed-out' | 'cancelled';

/** What an aborted signal means. Time limits abort with a TimeoutError, everything else was somebody's will. */
export function whyStopped({ reason }: AbortSignal): Stopped {
  return reason instanceof Error && reason.name === 'TimeoutError' ? 'timed-out' : 'cancelled';
}
