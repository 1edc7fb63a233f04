import type { Mfa, RoleArn } from '../config/plan.ts';
import { safeText } from '../util/text.ts';

/** For what a code is wanted; one look at it must tell a person who asks (security.md section 4). */
export interface MfaQuestion {
  /** The profile that was asked for. */
  readonly profile: string;
  /** `undefined` when the code is for an MFA session that serves many roles. */
  readonly role: RoleArn | undefined;
  readonly mfa: Mfa;
  /** The profile in which `mfa_session` would spare later questions; `undefined` where it is set already. */
  readonly sessionProfile: string | undefined;
}

/** A longer name than any of AWS would only push the question off the screen. */
const LONGEST = 128;

function name(value: string): string {
  return safeText(value).slice(0, LONGEST);
}

/** `arn:aws:iam::000000000000:mfa/team/member` is `team/member` to its owner; a hardware serial is itself. */
function deviceName(serial: string): string {
  return name(serial.replace(/^arn:.*?:mfa\//, ''));
}

/** The question in one line, safe for a terminal; it starts with a word, so no program takes it for a flag. */
export function questionLine({ profile, role, mfa }: MfaQuestion): string {
  const device = `device ${deviceName(mfa.serial)}`;
  const what = role ? `role ${name(role.roleName)} in ${name(role.accountId)}, ${device}` : device;
  return `swrole: MFA code for ${name(profile)} (${what})`;
}
