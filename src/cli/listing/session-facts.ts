/** One session of `swrole status`: whose it is and how long, as data. Its form in `--json` is public and stays. */

import type { Instant } from '../../credentials.ts';
import type { SessionStep } from '../../session/session-step.ts';
import type { StoredSession } from '../../session/stored-session.ts';
import { isSessionOf } from '../../sts/assumed-role-arn.ts';
import { jsonInstant } from '../people/json-text.ts';
import { placeOfStep } from './place.ts';
import type { Hop, Plan } from './plans.ts';
import { type SourceKind, sourceKind } from './source-kind.ts';

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
  /** The last four characters of its access key id. */
  readonly keyIdEnding: string;
  readonly issuedAt: string;
  readonly expiration: string;
  /** 0 when it has expired. */
  readonly secondsLeft: number;
}

/** What is to be said of a stored session, given how each profile becomes credentials. */
export function sessionFacts(
  session: StoredSession,
  plans: readonly Plan[],
  now: Instant,
): SessionFacts {
  const { key, assumedRoleArn, keyIdEnding, issuedAt, expiration } = session;
  const users = plans.filter((each) => holds(each, key));
  const [plan] = users;
  const names = (those: readonly Plan[]) => those.map(({ profile }) => profile);
  return {
    key,
    ...stepFacts(plan?.hops.find((hop) => hop.key === key)?.step),
    assumedRoleArn: assumedRoleArn ?? null,
    profiles: names(users.filter((each) => isLast(each, key))),
    usedBy: names(users.filter((each) => !isLast(each, key))),
    mfaSerial: plan === undefined ? null : deviceBehind(plan.hops, key),
    keyIdEnding,
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

/** Whether a session is on the way of a profile. */
export function holds({ hops }: Plan, key: string): boolean {
  return hops.some((hop) => hop.key === key);
}

/** Whether a session is what a profile gives. */
export function isLast({ hops }: Plan, key: string): boolean {
  return hops.at(-1)?.key === key;
}

/**
 * Whether a session is of the profile's role though no profile leads to it: obtained with `--duration` or
 * `--session-name`, in another region, or before the profile was edited.
 */
export function isStrayOf(
  { hops }: Plan,
  { key, assumedRoleArn }: StoredSession,
  plans: readonly Plan[],
): boolean {
  const step = hops.at(-1)?.step;
  if (step === undefined || !('role' in step) || assumedRoleArn === undefined) return false;
  return isSessionOf(assumedRoleArn, step.role) && !plans.some((each) => holds(each, key));
}

function deviceBehind(hops: readonly Hop[], key: string): string | null {
  const until = hops.findIndex((hop) => hop.key === key) + 1;
  const last = hops.slice(0, until).findLast(({ step }) => step.mfa !== undefined);
  return last?.step.mfa?.serial ?? null;
}
