/** The sessions that a chain passes through, in the order in which each signs for the next. */
import type {
  CredentialSource,
  LoginSource,
  MfaSession,
  ProcessSource,
  RoleChain,
  RoleStep,
  SsoSource,
  WebIdentitySource,
} from '../config/plan.ts';

/** One call to STS with credentials that gives a session. */
type SignedStep = RoleStep | MfaSession;

/** A call with a token in the place of credentials. */
export type WebIdentityStep = WebIdentitySource & { readonly mfa?: undefined };

/** Credentials of another kind of session, which another program, a portal or a sign-in service gives. */
export interface SourceStep {
  readonly kind: 'source';
  readonly profile: string;
  readonly base: ProcessSource | SsoSource | LoginSource;
  readonly mfa?: undefined;
}

/** One thing to do that gives a session. */
export type SessionStep = SignedStep | WebIdentityStep | SourceStep;

/** Where a chain starts, and its sessions. */
export interface SessionPath {
  /** The profile that was asked for. */
  readonly profile: string;
  readonly base: CredentialSource;
  readonly steps: readonly SessionStep[];
  /** The name of this machine: some bases are its own, and a home may be shared by several. */
  readonly machine: string;
}

/** Seconds that STS gives a role behind another session at most, and a role that names no duration. */
const CHAINED_MAXIMUM = 3600;

/** The path of a chain on a machine. */
export function sessionPath(chain: RoleChain, machine: string): SessionPath {
  const { profile, base, steps } = chain;
  const [first, ...rest] = steps;
  const path = [...firstSteps(chain, first), ...rest];
  return { profile, base, steps: path, machine };
}

/** The steps of a chain up to its first role, that one included if it has one. */
export function firstSteps(
  { base, mfaSession }: Pick<RoleChain, 'base' | 'mfaSession'>,
  first: RoleStep | undefined,
): readonly SessionStep[] {
  return [...baseSteps(base), ...signedSteps(mfaSession, first)];
}

/** Keys are no session, and whoever gives an instance or a container its credentials keeps them ready itself. */
function baseSteps(base: CredentialSource): readonly SessionStep[] {
  switch (base.kind) {
    case 'process':
    case 'sso':
    case 'login':
      return [{ kind: 'source', profile: base.profile, base }];
    case 'web-identity':
      return [base];
    default:
      return [];
  }
}

/**
 * A role of more than an hour goes the direct way, with a code of its own: STS caps roles behind a session
 * at one hour (contract D.4).
 */
function signedSteps(
  mfaSession: MfaSession | undefined,
  first: RoleStep | undefined,
): readonly SessionStep[] {
  if (first === undefined) return mfaSession ? [mfaSession] : [];
  const isShort = (first.durationSeconds ?? CHAINED_MAXIMUM) <= CHAINED_MAXIMUM;
  if (mfaSession === undefined || !isShort) return [first];
  return [mfaSession, { ...first, mfa: undefined }];
}
