/** The devices on a profile's way, and who gives their codes. */
import type { Mfa } from '../../config/role-chain.ts';
import { promptSetting } from '../../mfa/prompt-setting.ts';
import type { SessionStep } from '../../session/session-step.ts';
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
export function mfaFacts(plan: Plan, env: Environment): readonly MfaFacts[] {
  return askingSteps(plan).map((step) => {
    const { serial, generateToken } = step.mfa;
    const codeFrom = generateToken ? 'generate_token' : askedFrom(env);
    const sessionSeconds = step.kind === 'mfa-session' ? step.durationSeconds : null;
    return { serial, codeFrom, sessionSeconds };
  });
}

type AskingStep = Extract<SessionStep, { mfa?: Mfa }> & { readonly mfa: Mfa };

/** The steps of a way that need a code, in their order. */
export function askingSteps({ last }: Plan): readonly AskingStep[] {
  const steps: AskingStep[] = [];
  for (let hop = last?.asking; hop; hop = hop.behind?.asking)
    if (isAsking(hop.step)) steps.push(hop.step);
  return steps.reverse();
}

function isAsking(step: SessionStep): step is AskingStep {
  return step.mfa !== undefined;
}

function askedFrom(env: Environment): CodeSource {
  const { terminal, dialog } = promptSetting(true, env);
  if (terminal) return 'terminal';
  return dialog === 'none' ? 'none' : 'dialog';
}
