/** One line of `swrole list`: what a profile is, as data. Its form in `--json` is public and stays. */

import type { CredentialSource } from '../config/plan.ts';
import type { ChainPlan } from '../config/planning.ts';
import type { Instant } from '../credentials.ts';
import { answeredBySwrole } from '../doctor/facts/commands.ts';
import { describeConfigError } from '../messages/config.ts';
import { promptSetting } from '../mfa/question.ts';
import type { SessionStep } from '../session/steps.ts';
import type { Environment } from '../system.ts';
import { jsonInstant } from '../ui/format.ts';
import { isPlanned, type Plan, type Unplanned } from './plans.ts';

// In which account and role a session is, as far as it is known without asking.

/** `null` stands for what is not known: keys, for one, do not say whose they are. */
interface Place {
  readonly accountId: string | null;
  readonly role: string | null;
  readonly roleArn: string | null;
}

/** Of nobody knows whom. */
const NOWHERE: Place = { accountId: null, role: null, roleArn: null };

/** Of the session that a step gives. A device says the account of its user. */
export function placeOfStep(step: SessionStep): Place {
  if (step.kind === 'source') return placeOfBase(step.base);
  if (step.kind === 'mfa-session') return placeOfUser(step.mfa.serial);
  const { accountId, roleName, arn } = step.role;
  return { accountId, role: roleName, roleArn: arn };
}

function placeOfBase(base: CredentialSource): Place {
  if (base.kind === 'sso') return { ...NOWHERE, accountId: base.accountId, role: base.roleName };
  return base.kind === 'login' ? placeOfUser(base.loginSession) : NOWHERE;
}

function placeOfUser(arn: string): Place {
  return { ...NOWHERE, accountId: /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(arn)?.[1] ?? null };
}

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
type Expirations = ReadonlyMap<string, Instant>;

/** What is to be said of a profile, given the sessions that are stored, and where a person is asked for a code. */
export function profileFacts(
  plan: Plan | Unplanned,
  expirations: Expirations,
  asked: CodeSource,
): ProfileFacts {
  const { profile } = plan;
  if (!isPlanned(plan))
    return { profile, ...NOTHING, error: describeConfigError(plan.error).message };
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

// A profile for SDKs: its `credential_process` asks swrole for another one, and so it gives what that one gives.

/** The same facts, with what is known of the profiles behind swrole. */
export function resolveDelegates(facts: readonly ProfileFacts[]): readonly ProfileFacts[] {
  const byName = new Map(facts.map((each) => [each.profile, each]));
  return facts.map((each) => {
    const behind = each.kind === 'process' ? byName.get(each.swrole ?? '') : undefined;
    if (behind === undefined) return each;
    const { accountId, role, roleArn, mfa, mfaCount, cachedUntil } = behind;
    return { ...each, accountId, role, roleArn, mfa, mfaCount, cachedUntil };
  });
}

// The devices on a profile's way, and who gives their codes.

/** What gives a code: a command, a question on the terminal or in a dialog, or nothing. */
type CodeSource = 'generate_token' | 'terminal' | 'dialog' | 'none';

/** A device whose code the profile needs. */
export interface MfaFacts {
  readonly serial: string;
  readonly codeFrom: CodeSource;
  /** How long one code serves every role behind the device; `null` without `mfa_session`. */
  readonly sessionSeconds: number | null;
}

/** The codes that a profile needs when nothing is cached: of very many, the first ones and the last. */
function mfaFacts({ last: pathStep }: Plan, asked: CodeSource): readonly MfaFacts[] {
  if (pathStep === undefined) return [];
  const { count, first, last } = pathStep.codes;
  const steps = last !== undefined && count > first.length ? [...first, last] : first;
  return steps.map((step) => {
    const { serial, generateToken } = step.mfa;
    const codeFrom = generateToken ? 'generate_token' : asked;
    const sessionSeconds = step.kind === 'mfa-session' ? step.durationSeconds : null;
    return { serial, codeFrom, sessionSeconds };
  });
}

/** Where a person is asked for a code that no command gives. */
export function promptSource(env: Environment): CodeSource {
  const { terminal, dialog } = promptSetting(true, env);
  if (terminal) return 'terminal';
  return dialog === 'none' ? 'none' : 'dialog';
}

/** Where a profile's credentials come from in the end. */
export type SourceKind =
  | 'keys'
  | 'environment'
  | 'process'
  | 'sso'
  | 'sign-in'
  | 'instance'
  | 'container'
  | 'web-identity';

const SOURCES: Readonly<Record<CredentialSource['kind'], SourceKind>> = {
  static: 'keys',
  environment: 'environment',
  process: 'process',
  sso: 'sso',
  login: 'sign-in',
  instance: 'instance',
  container: 'container',
  'web-identity': 'web-identity',
};

/** Where the credentials of a base come from, in the words of `--json`. */
export function sourceKind({ kind }: CredentialSource): SourceKind {
  return SOURCES[kind];
}
