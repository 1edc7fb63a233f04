/** In which account and role a session is, as far as it is known without asking. */
import type { Base } from '../../config/base/bases.ts';
import type { SessionStep } from '../../session/steps.ts';

/** `null` stands for what is not known: keys, for one, do not say whose they are. */
export interface Place {
  readonly accountId: string | null;
  readonly role: string | null;
  readonly roleArn: string | null;
}

/** Of nobody knows whom. */
export const NOWHERE: Place = { accountId: null, role: null, roleArn: null };

/** Of the session that a step gives. A device says the account of its user. */
export function placeOfStep(step: SessionStep): Place {
  if (step.kind === 'source') return placeOfBase(step.base);
  if (step.kind === 'mfa-session') return placeOfUser(step.mfa.serial);
  const { accountId, roleName, arn } = step.role;
  return { accountId, role: roleName, roleArn: arn };
}

function placeOfBase(base: Base): Place {
  if (base.kind === 'sso') return { ...NOWHERE, accountId: base.accountId, role: base.roleName };
  return base.kind === 'login' ? placeOfUser(base.loginSession) : NOWHERE;
}

function placeOfUser(arn: string): Place {
  return { ...NOWHERE, accountId: /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(arn)?.[1] ?? null };
}
