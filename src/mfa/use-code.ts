/**
 * THE FLOW: one call that needs a code. Under the lock of the device: take a code that was never sent, note
 * it, send it; if AWS refuses it, once more with another one.
 *
 * A code is noted before it leaves, so that a swrole which is killed in between cannot send it a second time.
 * There are at most two calls in a run: what AWS does to those who guess is not documented (contract D.3).
 */
import { privateStore } from '../disk/private-store.ts';
import { refuseLoop } from './child-environment.ts';
import { type CodeSources, codeSupply, type FreshCode } from './code-supply.ts';
import { withDeviceLock } from './device-lock.ts';
import type { Doors } from './doors.ts';
import type { MfaCode } from './mfa-code.ts';
import { MfaError } from './mfa-error.ts';
import type { MfaQuestion } from './question.ts';
import { type SpentCodes, spentCodes } from './spent-codes.ts';

export type { CodeSources } from './code-supply.ts';

/** The call to AWS that carries the code. */
export interface MfaCall<T> {
  send(code: MfaCode): Promise<T>;
  /**
   * What an error of `send` says about the code: AWS refused it, or it certainly never left this machine. All
   * else leaves it spent and the error as it is.
   */
  verdict(error: unknown): 'refused' | 'not-sent' | 'other';
}

const REFUSED = Symbol('refused');

/**
 * Makes the call with a code for its device.
 *
 * @returns what the call returned
 * @throws MfaError; the call's own error unless it was about the code
 */
export async function useCode<T>(
  question: MfaQuestion,
  sources: CodeSources,
  doors: Doors,
  call: MfaCall<T>,
): Promise<T> {
  refuseLoop(doors.env, question);
  return withDeviceLock(question, doors, async () => {
    const spent = spentCodes(privateStore(doors.cache, 'mfa'), question.mfa.serial);
    const supply = codeSupply(question, sources, doors, spent);
    const first = await supply.first();
    const answer = await spend(first, spent, doors, call);
    if (answer !== REFUSED) return answer;
    const second = await supply.afterRefusal(first.from);
    const lastAnswer = await spend(second, spent, doors, call);
    if (lastAnswer !== REFUSED) return lastAnswer;
    throw new MfaError({ kind: 'refused-code', from: second.from });
  });
}

async function spend<T>(
  { code }: FreshCode,
  spent: SpentCodes,
  doors: Doors,
  call: MfaCall<T>,
): Promise<T | typeof REFUSED> {
  const takeBack = spent.add(code, doors.now());
  try {
    return await call.send(code);
  } catch (error) {
    const verdict = call.verdict(error);
    if (verdict === 'not-sent') takeBack();
    if (verdict !== 'refused') throw error;
    return REFUSED;
  }
}
