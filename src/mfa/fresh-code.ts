import type { Fault } from './ask-for-code.ts';
import type { Doors } from './deps.ts';
import type { MfaCode } from './mfa-code.ts';
import { type CodeOrigin, MfaError, type MfaFact } from './errors.ts';
import type { WaitForNextCode } from './next-window.ts';
import type { MfaQuestion } from './question.ts';
import type { SpentCodes } from './used-codes.ts';
import { untilNextCode } from './time-step.ts';

/** A code that can be sent, and where it came from. */
export interface FreshCode {
  readonly code: MfaCode;
  readonly from: CodeOrigin;
}

/** What all ways to a code need to know in one run of the flow. */
export interface CodeRun {
  readonly question: MfaQuestion;
  /** Whether a person may be asked: `false` for `--no-prompt`. */
  readonly mayAsk: boolean;
  readonly doors: Doors;
  readonly spent: SpentCodes;
  readonly waitForNextCode: WaitForNextCode;
  /** The code that AWS has refused in this run. */
  readonly refused?: MfaCode;
}

type FactOf<Kind extends MfaFact['kind']> = Extract<MfaFact, { kind: Kind }>;

/** What is wrong with a code that was sent before; `undefined` for one that was not. */
export function spentFault(
  code: MfaCode,
  from: CodeOrigin,
  { spent, doors }: CodeRun,
): (Fault & { readonly fact: FactOf<'spent-code'> }) | undefined {
  const now = doors.now();
  if (!spent.has(code, now)) return undefined;
  doors.debug('code: it was used before');
  const secondsUntilNext = Math.ceil(untilNextCode(now) / 1000);
  const remark = `this code was used before; the next comes in ${secondsUntilNext} s`;
  return { remark, fact: { kind: 'spent-code', from, secondsUntilNext } };
}

/** The failure of a code that AWS refused. */
export function refusedCode(from: CodeOrigin, { spent }: CodeRun): FactOf<'refused-code'> {
  const trouble = spent.trouble();
  return {
    kind: 'refused-code',
    from,
    ...(trouble && { unremembered: { path: trouble.path, code: trouble.code } }),
  };
}

/** @throws MfaError `spent-code` */
export function freshCode(code: MfaCode, from: CodeOrigin, run: CodeRun): FreshCode {
  const fault = spentFault(code, from, run);
  if (fault) throw new MfaError(fault.fact);
  return { code, from };
}
