/** The data of one profile in `swrole list`. The JSON form is public and must not change. */

import type { CredentialSource } from '../config/plan.ts';
import type { RoleArn } from '../config/plan-calls.ts';
import type { ChainPlan } from '../config/planning.ts';
import { answeredBySwrole } from '../doctor/facts/command-lines.ts';
import { describeConfigError } from '../messages/config.ts';
import { promptSetting } from '../mfa/question.ts';
import { mayBePassedOver, type SessionStep } from '../session/steps.ts';
import type { Environment } from '../system.ts';
import { jsonInstant } from '../ui/format.ts';
import { accountOfArn } from '../util/aws-limits.ts';
import { isPlanned, type Plan, type StoredSessions, type Unplanned } from './plans.ts';

/** The kind of a profile's credential source. */
export type SourceKind =
  | 'keys'
  | 'environment'
  | 'process'
  | 'sso'
  | 'sign-in'
  | 'cognito'
  | 'instance'
  | 'container'
  | 'web-identity'
  | 'saml';

/** Where a code comes from: a command, a prompt on the terminal or in a dialog, or nowhere. */
type CodeSource = 'generate_token' | 'terminal' | 'dialog' | 'none';

/** An MFA device whose code the profile needs. */
export interface MfaFacts {
  readonly serial: string;
  readonly codeFrom: CodeSource;
  /** How long one code is enough for all roles behind the device; `null` without `mfa_session`. */
  readonly sessionSeconds: number | null;
}

/** One profile; `null` means absent or unknown. */
export interface ProfileFacts {
  readonly profile: string;
  /** `role`, `chain` (two roles or more), or the kind of its credential source; `null` with an error. */
  readonly kind: 'role' | 'chain' | SourceKind | null;
  /** The profiles along `source_profile`, this one first; of more than 100, the first ones and the last. */
  readonly path: readonly string[];
  /** The full number of these profiles. */
  readonly pathLength: number;
  readonly source: SourceKind | null;
  /** The profile that the `credential_process` of its credential source calls swrole for. */
  readonly swrole: string | null;
  readonly accountId: string | null;
  readonly role: string | null;
  readonly roleArn: string | null;
  readonly region: string | null;
  /** The MFA codes that it needs; of very many, the first ones and the last. */
  readonly mfa: readonly MfaFacts[];
  /** The full number of these codes. */
  readonly mfaCount: number;
  /** When its cached session expires or expired; `null` if none is cached. */
  readonly cachedUntil: string | null;
  readonly error: string | null;
}

/**
 * The data of a profile.
 *
 * @param promptedBy where swrole prompts for a code
 */
export function profileFacts(
  plan: Plan | Unplanned,
  stored: StoredSessions,
  promptedBy: CodeSource,
): ProfileFacts {
  const { profile } = plan;
  if (!isPlanned(plan))
    return { profile, ...INVALID, error: describeConfigError(plan.error).message };
  const source = sourceKind(plan.chain.source);
  const { path, pathLength } = pathFacts(plan.chain);
  const { accountId, role, roleArn } = identityOfLast(plan);
  return {
    profile,
    kind: kindOf(plan, source),
    path,
    pathLength,
    source,
    swrole: answeredBySwrole(plan.chain.source) ?? null,
    accountId,
    role,
    roleArn,
    region: plan.chain.region ?? null,
    mfa: mfaFacts(plan, promptedBy),
    mfaCount: plan.last?.codes.count ?? 0,
    cachedUntil: cachedUntil(plan, stored),
    error: null,
  };
}

/** The account and role of a session, as far as the configuration shows them; `null` if unknown, such as for keys. */
interface Identity {
  readonly accountId: string | null;
  readonly role: string | null;
  readonly roleArn: string | null;
}

/** Nothing is known. */
const UNKNOWN_IDENTITY: Identity = { accountId: null, role: null, roleArn: null };

/** The fields of an invalid profile. */
const INVALID = {
  kind: null,
  path: [],
  pathLength: 0,
  source: null,
  swrole: null,
  ...UNKNOWN_IDENTITY,
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

/** The longest listed path: longer ones help no reader, and chains of hundreds of profiles would list millions of names. */
const MAX_PATH = 100;

function pathFacts({
  profile,
  role,
  source,
}: ChainPlan): Pick<ProfileFacts, 'path' | 'pathLength'> {
  const path = [profile];
  for (let link = role?.behind; link && path.length < MAX_PATH - 1; link = link.behind)
    path.push(link.step.profile);
  const ends = (role?.first ?? profile) === source.profile ? 1 : 2;
  const pathLength = (role?.depth ?? 1) - 1 + ends;
  if (pathLength > path.length) path.push(source.profile);
  return { path, pathLength };
}

function identityOfLast({ last }: Plan): Identity {
  return last === undefined ? UNKNOWN_IDENTITY : identityOfStep(last.step);
}

function cachedUntil({ last }: Plan, stored: StoredSessions): string | null {
  if (last === undefined) return null;
  // Temporary credentials of a program take the place of an MFA session.
  const instead = mayBePassedOver(last.step) ? last.behind : undefined;
  const session = stored.of(last) ?? (instead && stored.of(instead));
  return session === undefined ? null : jsonInstant(session.expiration);
}

/**
 * Completes profiles for SDKs: a profile whose `credential_process` calls swrole for another profile gives the credentials
 * of that profile.
 */
export function resolveDelegates(facts: readonly ProfileFacts[]): readonly ProfileFacts[] {
  const byName = new Map(facts.map((each) => [each.profile, each]));
  return facts.map((each) => {
    const behind = each.kind === 'process' ? byName.get(each.swrole ?? '') : undefined;
    if (behind === undefined) return each;
    const { accountId, role, roleArn, mfa, mfaCount, cachedUntil } = behind;
    return { ...each, accountId, role, roleArn, mfa, mfaCount, cachedUntil };
  });
}

/** The codes that a profile needs with an empty cache; of very many, the first ones and the last. */
function mfaFacts({ last: lastStep }: Plan, promptedBy: CodeSource): readonly MfaFacts[] {
  if (lastStep === undefined) return [];
  const { count, first, last } = lastStep.codes;
  const steps = last !== undefined && count > first.length ? [...first, last] : first;
  return steps.map((step) => {
    const { serial, generateToken } = step.mfa;
    const codeFrom = generateToken ? 'generate_token' : promptedBy;
    const sessionSeconds = step.kind === 'mfa-session' ? step.durationSeconds : null;
    return { serial, codeFrom, sessionSeconds };
  });
}

/** Where swrole prompts for a code without `generate_token`. */
export function promptSource(env: Environment): CodeSource {
  const { terminal, dialog } = promptSetting(true, env);
  if (terminal) return 'terminal';
  return dialog === 'none' ? 'none' : 'dialog';
}

const SOURCES: Readonly<Record<CredentialSource['kind'], SourceKind>> = {
  static: 'keys',
  environment: 'environment',
  process: 'process',
  sso: 'sso',
  login: 'sign-in',
  cognito: 'cognito',
  instance: 'instance',
  container: 'container',
  'web-identity': 'web-identity',
  saml: 'saml',
};

/** The kind of a credential source as `--json` names it. */
export function sourceKind({ kind }: CredentialSource): SourceKind {
  return SOURCES[kind];
}

/** The identity of the session of a step. The serial number of an MFA device shows the account of its user. */
export function identityOfStep(step: SessionStep): Identity {
  if (step.kind === 'source') return identityOfSource(step.source);
  if (step.kind === 'mfa-session') return identityOfUser(step.mfa.serial);
  return identityOfRole(step.role);
}

function identityOfRole({ accountId, roleName, arn }: RoleArn): Identity {
  return { accountId, role: roleName, roleArn: arn };
}

function identityOfSource(source: CredentialSource): Identity {
  if (source.kind === 'sso')
    return { ...UNKNOWN_IDENTITY, accountId: source.accountId, role: source.roleName };
  if (source.kind === 'cognito' && source.role) return identityOfRole(source.role);
  return source.kind === 'login' ? identityOfUser(source.loginSession) : UNKNOWN_IDENTITY;
}

function identityOfUser(arn: string): Identity {
  return {
    ...UNKNOWN_IDENTITY,
    accountId: accountOfArn(arn) ?? null,
  };
}
