/** What people call sessions and devices. */
import type { SessionFacts } from '../../inventory/sessions.ts';

/** `arn:aws:iam::000000000000:mfa/member` is `member` to its owner; a hardware serial is itself. */
export function deviceName(serial: string): string {
  return serial.replace(/^arn:.*?:mfa\//, '');
}

type NamedBy = Pick<
  SessionFacts,
  'kind' | 'source' | 'accountId' | 'role' | 'assumedRoleArn' | 'mfaSerial'
>;

/** What a session is, as AWS names it where it has a name. */
export function sessionName(facts: NamedBy): string {
  const { kind, assumedRoleArn, mfaSerial, source, accountId, role } = facts;
  if (assumedRoleArn !== null) return assumedRoleArn;
  if (kind === 'mfa-session') return `MFA session of ${mfaSerial}`;
  if (source === 'sso') return `${role} in ${accountId}, by SSO`;
  if (source === 'sign-in')
    return accountId === null ? 'console sign-in' : `console sign-in to ${accountId}`;
  return source === null ? 'of no profile as it is now' : 'what its process gave';
}
