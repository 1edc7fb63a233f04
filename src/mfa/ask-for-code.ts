import type { MfaCode } from './mfa-code.ts';
import { parseMfaCode } from './mfa-code.ts';
import { MfaError, type MfaFact } from './errors.ts';
import type { Answer } from './typed-line.ts';

/**
 * A way to put the question to a person.
 *
 * @param remark what to say before the question: why it is asked again, or at all
 */
export type Ask = (remark: string | undefined) => Promise<Answer>;

/** What is wrong with an answer: what the person is told, and what it is when they do not mend it. */
export interface Fault {
  readonly remark: string;
  readonly fact: MfaFact;
}

/** How often one question is put before swrole gives up. */
const TRIES = 3;

/** What the rounds have in common. */
export interface Asking {
  readonly profile: string;
  readonly from: 'terminal' | 'dialog';
  /** The program of `SWROLE_PROMPT` that gives the answers, if one does. */
  readonly prompt?: string | undefined;
  /** How long a person has, in seconds, for the message when they let it pass. */
  readonly seconds: number;
  /** Whether a code of the right form can be used. */
  fault(code: MfaCode): Fault | undefined;
}

function check(text: string, { from, prompt, fault }: Asking): MfaCode | Fault {
  const code = parseMfaCode(text);
  if (code !== undefined) return fault(code) ?? code;
  const fact = { kind: 'invalid-code', from, ...(prompt !== undefined && { prompt }) } as const;
  return { remark: 'a code is six digits', fact };
}

/**
 * Asks until there is a usable code, three times at most.
 *
 * @param remark for the first time
 * @throws MfaError `cancelled`, `timed-out`, or the fact of the last answer's fault
 */
export async function askForCode(
  ask: Ask,
  asking: Asking,
  remark: string | undefined,
): Promise<MfaCode> {
  const { profile, seconds } = asking;
  for (let tries = 1, said = remark; ; tries += 1) {
    const answer = await ask(said);
    if (answer === 'cancelled') throw new MfaError({ kind: 'cancelled', profile });
    if (answer === 'timed-out')
      throw new MfaError({ kind: 'timed-out', profile, waitingFor: 'answer', seconds });
    const result = check(answer.text, asking);
    if (typeof result === 'string') return result;
    if (tries === TRIES) throw new MfaError(result.fact);
    said = result.remark;
  }
}
