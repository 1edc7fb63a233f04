/** One line of `swrole list`: what a profile is, as data. Its form in `--json` is public and stays. */

import { profilesOf } from '../../config/chain-facts.ts';
import { swroleBehind } from '../../doctor/facts/swrole-call.ts';
import type { StoredSession } from '../../session/stored-session.ts';
import type { Environment } from '../../system.ts';
import { configWords } from '../../words/config.ts';
import { jsonInstant } from '../people/json-text.ts';
import { type MfaFacts, mfaFacts } from './mfa-facts.ts';
import { NOWHERE, type Place, placeOfStep } from './place.ts';
import { isPlanned, type Plan, type Unplanned } from './plans.ts';
import { type SourceKind, sourceKind } from './source-kind.ts';

/** One profile; `null` stands for what is not there or not known. */
export interface ProfileFacts {
  readonly profile: string;
  /** `role` and `chain` (of two roles or more), or where its credentials come from; `null` with an error. */
  readonly kind: 'role' | 'chain' | SourceKind | null;
  /** The profiles along `source_profile`, this one first. */
  readonly path: readonly string[];
  readonly source: SourceKind | null;
  /** The profile that a `credential_process` at its base asks swrole for. */
  readonly swrole: string | null;
  readonly accountId: string | null;
  readonly role: string | null;
  readonly roleArn: string | null;
  readonly region: string | null;
  readonly mfa: readonly MfaFacts[];
  /** Until when its session is good, or was; `null` when none is cached. */
  readonly cachedUntil: string | null;
  readonly error: string | null;
}

/** What is to be said of a profile, given all sessions that are stored. */
export function profileFacts(
  plan: Plan | Unplanned,
  sessions: readonly StoredSession[],
  env: Environment,
): ProfileFacts {
  const { profile } = plan;
  if (!isPlanned(plan)) return { profile, ...NOTHING, error: configWords(plan.error).message };
  const source = sourceKind(plan.chain.base);
  return {
    profile,
    ...NOTHING,
    kind: kindOf(plan, source),
    path: profilesOf(plan.chain),
    source,
    swrole: swroleBehind(plan.chain.base) ?? null,
    ...placeOfLast(plan),
    region: plan.chain.region ?? null,
    mfa: mfaFacts(plan, env),
    cachedUntil: cachedUntil(plan, sessions),
  };
}

const NOTHING = {
  kind: null,
  path: [],
  source: null,
  swrole: null,
  ...NOWHERE,
  region: null,
  mfa: [],
  cachedUntil: null,
  error: null,
};

function kindOf({ chain: { steps } }: Plan, source: SourceKind): ProfileFacts['kind'] {
  if (steps.length === 0) return source;
  return steps.length === 1 ? 'role' : 'chain';
}

function placeOfLast({ hops }: Plan): Place {
  const step = hops.at(-1)?.step;
  return step === undefined ? NOWHERE : placeOfStep(step);
}

function cachedUntil({ hops }: Plan, sessions: readonly StoredSession[]): string | null {
  const key = hops.at(-1)?.key;
  const session = sessions.find((each) => each.key === key);
  return session === undefined ? null : jsonInstant(session.expiration);
}
