import type { SessionFacts } from './session-facts.ts';

/** What a session is, as AWS names it where it has a name. */
export function sessionLabel({ kind, assumedRoleArn, mfaSerial }: WordedFacts): string {
  if (assumedRoleArn !== null) return assumedRoleArn;
  if (kind === 'mfa-session') return `MFA session of ${mfaSerial}`;
  return kind === 'source' ? 'what its source gave' : 'of no profile as it is now';
}

type WordedFacts = Pick<SessionFacts, 'kind' | 'assumedRoleArn' | 'mfaSerial'>;
