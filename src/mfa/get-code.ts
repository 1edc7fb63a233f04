/**
 * THE FLOW: one call that needs a code. Under the lock of the device: take a code that was never sent, note
 * it, send it; if AWS refuses it, once more with another one.
 *
 * A code is noted before it leaves, so that a swrole which is killed in between cannot send it a second time.
 * There are at most two calls in a run: what AWS does to those who guess is not documented (contract D.3).
 */
import { privateStore } from '../storage/private-store.ts';
import { withDeviceLock } from './device-lock.ts';
import type { Doors } from './deps.ts';
import { type CodeRun, type FreshCode, refusedCode } from './fresh-code.ts';
import type { MfaCode } from './mfa-code.ts';
import { MfaError } from './errors.ts';
import { oneWait } from './next-window.ts';
import type { MfaQuestion } from './question.ts';
import { MFA, spentCodes } from './used-codes.ts';
import { takeAnotherCode, takeCode } from './take-code.ts';

/** What the command line says about codes. */
export interface CodeSources {
  /** The value of `-t`, as it was given. */
  readonly given: string | undefined;
  /** Whether a person may be asked: `false` for `--no-prompt`. */
  readonly mayAsk: boolean;
}

/** The call to AWS that carries the code. */
export interface MfaCall<T> {
  send(code: MfaCode): Promise<T>;
  /**
   * What an error of `send` says about the code: AWS refused it, or it certainly never left this machine. All
   * else leaves it spent and the error as it is.
   */
  verdict(error: unknown): 'refused' | 'not-sent' | 'other';
}

/**
 * Makes the call with a code for its device.
 *
 * @returns what the call returned
 * @throws MfaError; the call's own error unless it was about the code
 */
export async function useCode<T>(
  question: MfaQuestion,
  { given, mayAsk }: CodeSources,
  doors: Doors,
  call: MfaCall<T>,
): Promise<T> {
  return withDeviceLock(question, doors, async () => {
    const { cache, runtime } = doors;
    const spare = privateStore(runtime, MFA);
    const spent = spentCodes(privateStore(cache, MFA), question.mfa.serial, spare);
    const waitForNextCode = oneWait(question.profile, doors);
    const run = { question, mayAsk, doors, spent, waitForNextCode };
    const first = await takeCode(given, run);
    const answer = await spend(first, run, call);
    if (answer !== REFUSED) return answer;
    const second = await takeAnotherCode(first, run);
    const secondAnswer = await spend(second, run, call);
    if (secondAnswer !== REFUSED) return secondAnswer;
    throw new MfaError(refusedCode(second.from, run));
  });
}

const REFUSED = Symbol('refused');

async function spend<T>(
  { code }: FreshCode,
  { spent, doors }: CodeRun,
  call: MfaCall<T>,
): Promise<T | typeof REFUSED> {
  const takeBack = spent.add(code, doors.now());
  try {
    return await call.send(code);
  } catch (error) {
    const verdict = call.verdict(error);
    if (verdict === 'not-sent') takeBack();
    if (verdict !== 'refused') throw error;
    doors.debug('code: AWS refused it');
    return REFUSED;
  }
}
