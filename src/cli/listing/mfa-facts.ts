/** The devices on a profile's way, and who gives their codes. */
import { promptSetting } from '../../mfa/prompt-setting.ts';
import type { Environment } from '../../system.ts';
import type { Plan } from '../../inventory/plans.ts';

/** What gives a code: a command, a question on the terminal or in a dialog, or nothing. */
export type CodeSource = 'generate_token' | 'terminal' | 'dialog' | 'none';

/** A device whose code the profile needs. */
export interface MfaFacts {
  readonly serial: string;
  readonly codeFrom: CodeSource;
  /** How long one code serves every role behind the device; `null` without `mfa_session`. */
  readonly sessionSeconds: number | null;
}

/** The codes that a profile needs when nothing is cached: of very many, the first ones and the last. */
export function mfaFacts({ last: hop }: Plan, asked: CodeSource): readonly MfaFacts[] {
  if (hop === undefined) return [];
  const { count, first, last } = hop.codes;
  const steps = last !== undefined && count > first.length ? [...first, last] : first;
  return steps.map((step) => {
    const { serial, generateToken } = step.mfa;
    const codeFrom = generateToken ? 'generate_token' : asked;
    const sessionSeconds = step.kind === 'mfa-session' ? step.durationSeconds : null;
    return { serial, codeFrom, sessionSeconds };
  });
}

/** Where a person is asked for a code that no command gives. */
export function askedFrom(env: Environment): CodeSource {
  const { terminal, dialog } = promptSetting(true, env);
  if (terminal) return 'terminal';
  return dialog === 'none' ? 'none' : 'dialog';
}
