import type { Instant } from '../credentials.ts';
import { type Doors, pause, timeLeft } from './deps.ts';
import { MfaError, type MfaFact } from './errors.ts';
import { withTerminal } from '../terminal/tty.ts';
import { untilNextCode } from './time-step.ts';

/**
 * Waits until every device shows a new code, and tells a person at the terminal why nothing happens.
 *
 * @param why begins the sentence
 * @param otherwise what the run fails with when it cannot wait: 55 s hold one window, never two
 */
export type WaitForNextCode = (why: string, otherwise: MfaFact) => Promise<void>;

/** A wait that can be had once in a run, if the deadline leaves time for it. */
export function oneWait(profile: string, doors: Doors): WaitForNextCode {
  let isUsed = false;
  return async (why, otherwise) => {
    const wait = untilNextCode(doors.now());
    if (isUsed || wait >= timeLeft(doors)) throw new MfaError(otherwise);
    isUsed = true;
    const line = `swrole: ${why}; waiting ${Math.ceil(wait / 1000)} s for the next one`;
    doors.debug(`code: waiting ${Math.ceil(wait / 1000)} s for the next one`);
    await withTerminal(doors, async (terminal) => terminal?.say(line));
    await countedDown(doors.now() + wait, doors, () => pause(doors, profile, wait));
  };
}

async function countedDown(
  end: Instant,
  { waiting, now }: Doors,
  work: () => Promise<void>,
): Promise<void> {
  const done = waiting(() => `a new code in ${Math.max(0, Math.ceil((end - now()) / 1000))} s`);
  try {
    await work();
  } finally {
    done();
  }
}
