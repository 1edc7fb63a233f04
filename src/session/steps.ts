/**
 * Turns a role chain into the steps that each give a session, in the order in which each session signs for the next.
 */

import type {
  CognitoSource,
  CredentialSource,
  LoginSource,
  Mfa,
  MfaSession,
  ProcessSource,
  RoleChain,
  RoleStep,
  SamlSource,
  SsoSource,
  WebIdentitySource,
} from '../config/plan.ts';
import { MAX_CHAINED_SECONDS } from '../util/aws-limits.ts';

/** An STS call that is signed with credentials and gives a session. */
type SignedStep = RoleStep | MfaSession;

/** An STS call with a token instead of credentials. */
export type WebIdentityStep = WebIdentitySource & { readonly mfa?: undefined };

/** An STS call with a SAML assertion instead of credentials. */
export type SamlStep = SamlSource & { readonly mfa?: undefined };

/** Temporary credentials from another program, the IAM Identity Center portal, the sign-in service or Cognito. */
export interface SourceStep {
  readonly kind: 'source';
  readonly profile: string;
  readonly source: ProcessSource | SsoSource | LoginSource | CognitoSource;
  readonly mfa?: undefined;
}

/** One step of a path: it gives one session. */
export type SessionStep = SignedStep | WebIdentityStep | SamlStep | SourceStep;

/** A step that needs an MFA code. */
export type MfaStep = SignedStep & { readonly mfa: Mfa };

/** Whether the session needs an MFA code. */
export function needsMfa(step: SessionStep): step is MfaStep {
  return step.mfa !== undefined;
}

/** A credential source, and the steps that follow it. */
export interface SessionPath {
  /** The requested profile. */
  readonly profile: string;
  readonly source: CredentialSource;
  readonly steps: readonly SessionStep[];
  /** The name of this machine: some credential sources belong to one machine, and several machines may share a home. */
  readonly machine: string;
}

/**
 * The AssumeRole call of a path's step as the AWS CLI makes it, which knows no MFA session: with the serial of the device.
 * `undefined` for a step without a role, and for a role that no device stands behind.
 */
export function roleWithDevice(
  { steps }: Pick<SessionPath, 'steps'>,
  depth: number,
): DeviceRole | undefined {
  const [before, step] = [steps[depth - 2], steps[depth - 1]];
  const mfa = step?.mfa ?? (before?.kind === 'mfa-session' ? before.mfa : undefined);
  return step?.kind === 'role' && mfa !== undefined ? { ...step, mfa } : undefined;
}

/** A role whose own call carries a code. */
export type DeviceRole = RoleStep & { readonly mfa: Mfa };

/** The session path of a chain on this machine. */
export function sessionPath(chain: RoleChain, machine: string): SessionPath {
  const { profile, source, steps } = chain;
  const [first, ...rest] = steps;
  const path = [...stepsToFirstRole(chain, first), ...rest];
  return { profile, source, steps: path, machine };
}

/** The steps of a chain up to and including its first role, if it has one. */
export function stepsToFirstRole(
  { source, mfaSession }: Pick<RoleChain, 'source' | 'mfaSession'>,
  first: RoleStep | undefined,
): readonly SessionStep[] {
  return [...sourceSteps(source), ...signedSteps(mfaSession, first)];
}

/** Keys are not a session, and the services for instances and containers keep their credentials ready themselves. */
function sourceSteps(source: CredentialSource): readonly SessionStep[] {
  switch (source.kind) {
    case 'process':
    case 'sso':
    case 'login':
    case 'cognito':
      return [{ kind: 'source', profile: source.profile, source }];
    case 'web-identity':
    case 'saml':
      return [source];
    default:
      return [];
  }
}

/**
 * A role that lasts more than an hour does not use the MFA session but its own code: STS limits roles behind a session
 * to one hour (contract D.4).
 */
function signedSteps(
  mfaSession: MfaSession | undefined,
  first: RoleStep | undefined,
): readonly SessionStep[] {
  if (first === undefined) return mfaSession ? [mfaSession] : [];
  const isShort = (first.durationSeconds ?? MAX_CHAINED_SECONDS) <= MAX_CHAINED_SECONDS;
  if (mfaSession === undefined || !isShort) return [first];
  return [mfaSession, { ...first, mfa: undefined }];
}
