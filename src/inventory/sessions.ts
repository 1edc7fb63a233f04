/** One session of `swrole status`: whose it is and how long, as data. Its form in `--json` is public and stays. */

import type { Instant } from '../credentials.ts';
import type { SessionStep } from '../session/steps.ts';
import type { StoredSession } from '../session/inventory.ts';
import { isSessionOf } from '../sts/assumed-role-arn.ts';
import { jsonInstant } from '../cli/people/json-text.ts';
import { placeOfStep } from '../cli/listing/place.ts';
import type { Plan } from './plans.ts';
import { type SourceKind, sourceKind } from '../cli/listing/source-kind.ts';
import type { Users } from '../cli/listing/users.ts';

/** One session; `null` stands for what is not there or not known. */
export interface SessionFacts {
  /** Names it: 64 hexadecimal digits. */
  readonly key: string;
  /** What kind of call gave it; `null` where no profile leads to it any more, or not with these settings. */
  readonly kind: SessionStep['kind'] | null;
  /** Where one of kind `source` comes from. */
  readonly source: SourceKind | null;
  readonly accountId: string | null;
  readonly role: string | null;
  readonly assumedRoleArn: string | null;
  /** The profiles that give it. */
  readonly profiles: readonly string[];
  /** The profiles that need it on their way to their own. */
  readonly usedBy: readonly string[];
  /** The device whose code stands behind it. */
  readonly mfaSerial: string | null;
  /** The last four characters of its access key id: a person compares them, and they are of no other use. */
  readonly keyIdEnding: string;
  readonly issuedAt: string;
  readonly expiration: string;
  /** 0 when it has expired. */
  readonly secondsLeft: number;
}

/** What is to be said of a stored session, given who leads to it. */
export function sessionFacts(session: StoredSession, users: Users, now: Instant): SessionFacts {
  const { key, assumedRoleArn, accessKeyId, issuedAt, expiration } = session;
  const hop = users.hop(key);
  return {
    key,
    ...stepFacts(hop?.step),
    assumedRoleArn: assumedRoleArn ?? null,
    profiles: users.givers(key),
    usedBy: users.needers(key),
    mfaSerial: hop?.codes.last?.mfa.serial ?? null,
    keyIdEnding: accessKeyId.slice(-4),
    issuedAt: jsonInstant(issuedAt),
    expiration: jsonInstant(expiration),
    secondsLeft: Math.max(0, Math.floor((expiration - now) / 1000)),
  };
}

function stepFacts(
  step: SessionStep | undefined,
): Pick<SessionFacts, 'kind' | 'source' | 'accountId' | 'role'> {
  if (step === undefined) return { kind: null, source: null, accountId: null, role: null };
  const { accountId, role } = placeOfStep(step);
  const source = step.kind === 'source' ? sourceKind(step.base) : null;
  return { kind: step.kind, source, accountId, role };
}

/**
 * Whether a session is of the profile's role though no profile leads to it: obtained with `--duration` or
 * `--session-name`, in another region, or before the profile was edited.
 */
export function isStrayOf(
  { last }: Plan,
  { key, assumedRoleArn }: StoredSession,
  users: Users,
): boolean {
  const step = last?.step;
  if (step === undefined || !('role' in step) || assumedRoleArn === undefined) return false;
  return isSessionOf(assumedRoleArn, step.role) && users.hop(key) === undefined;
}
