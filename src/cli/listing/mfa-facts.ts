/** The devices on a profile's way, and who gives their codes. */
import { promptSetting } from '../../mfa/prompt-setting.ts';
import type { Environment } from '../../system.ts';
import type { Plan } from './plans.ts';

/** What gives a code: a command, a question on the terminal or in a dialog, or nothing. */
export type CodeSource = 'generate_token' | 'terminal' | 'dialog' | 'none';

/** A device whose code the profile needs. */
export interface MfaFacts {
  readonly serial: string;
  readonly codeFrom: CodeSource;
  /** How long one code serves every role behind the device; `null` without `mfa_session`. */
  readonly sessionSeconds: number | null;
}

/** The codes that a profile needs when nothing is cached, in their order. */
export function mfaFacts({ hops }: Plan, env: Environment): readonly MfaFacts[] {
  return hops.flatMap(({ step }) => {
    if (step.mfa === undefined) return [];
    const { serial, generateToken } = step.mfa;
    const codeFrom = generateToken ? 'generate_token' : askedFrom(env);
    const sessionSeconds = step.kind === 'mfa-session' ? step.durationSeconds : null;
    return [{ serial, codeFrom, sessionSeconds }];
  });
}

function askedFrom(env: Environment): CodeSource {
  const { terminal, dialog } = promptSetting(true, env);
  if (terminal) return 'terminal';
  return dialog === 'none' ? 'none' : 'dialog';
}
