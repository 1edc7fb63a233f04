/** One line of `swrole list`: what a profile is, as data. Its form in `--json` is public and stays. */

import type { ChainPlan } from '../config/planning.ts';
import type { Instant } from '../credentials.ts';
import { answeredBySwrole } from '../doctor/facts/swrole-call.ts';
import { configWords } from '../messages/config.ts';
import { jsonInstant } from '../cli/people/json-text.ts';
import { type CodeSource, type MfaFacts, mfaFacts } from '../cli/listing/mfa-facts.ts';
import { NOWHERE, type Place, placeOfStep } from '../cli/listing/place.ts';
import { isPlanned, type Plan, type Unplanned } from './plans.ts';
import { type SourceKind, sourceKind } from '../cli/listing/source-kind.ts';

/** One profile; `null` stands for what is not there or not known. */
export interface ProfileFacts {
  readonly profile: string;
  /** `role` and `chain` (of two roles or more), or where its credentials come from; `null` with an error. */
  readonly kind: 'role' | 'chain' | SourceKind | null;
  /** The profiles along `source_profile`, this one first: of very many, the first ones and the last. */
  readonly path: readonly string[];
  /** How many there are. */
  readonly pathLength: number;
  readonly source: SourceKind | null;
  /** The profile that a `credential_process` at its base asks swrole for. */
  readonly swrole: string | null;
  readonly accountId: string | null;
  readonly role: string | null;
  readonly roleArn: string | null;
  readonly region: string | null;
  /** The codes that it needs: of very many, the first ones and the last. */
  readonly mfa: readonly MfaFacts[];
  /** How many there are. */
  readonly mfaCount: number;
  /** Until when its session is good, or was; `null` when none is cached. */
  readonly cachedUntil: string | null;
  readonly error: string | null;
}

/** Until when sessions are good, by their keys. */
export type Expirations = ReadonlyMap<string, Instant>;

/** What is to be said of a profile, given the sessions that are stored, and where a person is asked for a code. */
export function profileFacts(
  plan: Plan | Unplanned,
  expirations: Expirations,
  asked: CodeSource,
): ProfileFacts {
  const { profile } = plan;
  if (!isPlanned(plan)) return { profile, ...NOTHING, error: configWords(plan.error).message };
  const source = sourceKind(plan.chain.base);
  const { path, pathLength } = pathFacts(plan.chain);
  const { accountId, role, roleArn } = placeOfLast(plan);
  return {
    profile,
    kind: kindOf(plan, source),
    path,
    pathLength,
    source,
    swrole: answeredBySwrole(plan.chain.base) ?? null,
    accountId,
    role,
    roleArn,
    region: plan.chain.region ?? null,
    mfa: mfaFacts(plan, asked),
    mfaCount: plan.last?.codes.count ?? 0,
    cachedUntil: cachedUntil(plan, expirations),
    error: null,
  };
}

const NOTHING = {
  kind: null,
  path: [],
  pathLength: 0,
  source: null,
  swrole: null,
  ...NOWHERE,
  region: null,
  mfa: [],
  mfaCount: 0,
  cachedUntil: null,
  error: null,
};

function kindOf({ chain: { role } }: Plan, source: SourceKind): ProfileFacts['kind'] {
  if (role === undefined) return source;
  return role.depth === 1 ? 'role' : 'chain';
}

/** More names than these help no reader, and chains of hundreds of profiles would give millions of names. */
const MOST = 100;

function pathFacts({ profile, role, base }: ChainPlan): Pick<ProfileFacts, 'path' | 'pathLength'> {
  const path = [profile];
  for (let link = role?.behind; link && path.length < MOST - 1; link = link.behind)
    path.push(link.step.profile);
  const ends = (role?.first ?? profile) === base.profile ? 1 : 2;
  const pathLength = (role?.depth ?? 1) - 1 + ends;
  if (pathLength > path.length) path.push(base.profile);
  return { path, pathLength };
}

function placeOfLast({ last }: Plan): Place {
  return last === undefined ? NOWHERE : placeOfStep(last.step);
}

function cachedUntil({ last }: Plan, expirations: Expirations): string | null {
  // Keys cost time, which is spared where there is nothing to find by them.
  if (last === undefined || expirations.size === 0) return null;
  const expiration = expirations.get(last.key);
  return expiration === undefined ? null : jsonInstant(expiration);
}
