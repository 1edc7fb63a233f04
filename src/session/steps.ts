/**
 * Turns a role chain into the steps that each give a session, in the order in which each session signs for the next, and
 * describes these steps.
 */
import type {
  CognitoSource,
  CredentialSource,
  LoginSource,
  MfaSession,
  ProcessSource,
  RoleChain,
  SamlSource,
  SessionProgram,
  SsoSource,
  WebIdentitySource,
} from '../config/plan.ts';
import type { Mfa, RoleStep, TokenOrigin } from '../config/plan-calls.ts';
import { programName } from '../process/run-child.ts';
import { MAX_CHAINED_SECONDS } from '../util/aws-limits.ts';

/** An STS call that is signed with credentials and gives a session. */
type SignedStep = SessionRole | MfaSession;

/** A role step. */
interface SessionRole extends RoleStep {
  /** The device of the role's own call, if the MFA session before it is passed over. */
  readonly ownMfa?: Mfa | undefined;
}

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

/** An MFA session that may be passed over: a program gives the keys, and temporary ones take the place of the session. */
type ProgramSession = MfaSession & { readonly program: SessionProgram };

/** Whether an MFA session may be passed over. */
export function mayBePassedOver(step: SessionStep): step is ProgramSession {
  return step.kind === 'mfa-session' && step.program !== undefined;
}

/** The warning about an MFA session that is passed over. */
export function passedOverWarning({ program: { askedBy: profile, at } }: ProgramSession) {
  return { kind: 'unused-mfa-session', profile, reason: 'program', at } as const;
}

/** The step as it is without the MFA session before it: with a code of its own, if its role has a device. */
export function withoutSession(step: SessionStep): SessionStep {
  if (step.kind !== 'role' || step.ownMfa === undefined) return step;
  return { ...step, mfa: step.ownMfa, ownMfa: undefined };
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
  const ownMfa = mfaSession.program && { ownMfa: first.mfa };
  return [mfaSession, { ...first, mfa: undefined, ...ownMfa }];
}

// The description of a chain for `--debug`: its credential source, and each call that it needs, in order.

/** One line for the credential source, and one for each step. */
export function describeChain({ source, steps }: SessionPath): readonly string[] {
  const total = steps.length;
  return [
    `source: ${describeSource(source)} of profile '${source.profile}'`,
    ...steps.map((step, index) => `step ${index + 1} of ${total}: ${describeStep(step)}`),
  ];
}

function describeSource(source: CredentialSource): string {
  switch (source.kind) {
    case 'static':
      return `keys in the files, …${source.credentials.accessKeyId.slice(-4)},`;
    case 'environment':
      return `keys in the environment, …${source.credentials.accessKeyId.slice(-4)}, by credential_source`;
    case 'process':
      return `credential_process (${programName(source.credentialProcess.command)})`;
    case 'sso':
      return `IAM Identity Center, role ${source.roleName} in ${source.accountId},`;
    case 'login':
      return 'console session of aws login';
    case 'cognito': {
      const { identityPoolId, login } = source;
      return `Cognito identity pool ${identityPoolId}, ${login ? `login of ${login.provider}` : 'guest'},`;
    }
    case 'instance':
      return `instance metadata at ${source.endpoint}`;
    case 'container':
      // The path alone may be enough to get the credentials, so it is not shown.
      return `container agent at ${new URL(source.url).host}`;
    case 'web-identity':
      return `web identity token ${describeOrigin(source.token)}`;
    case 'saml':
      return `SAML assertion ${describeOrigin(source.assertion)}`;
  }
}

function describeOrigin(token: TokenOrigin): string {
  return 'path' in token ? `in ${token.path}` : `of ${token.key} (${programName(token.command)})`;
}

function describeStep(step: SessionStep): string {
  const device = step.mfa === undefined ? '' : `, with a code of ${step.mfa.serial}`;
  switch (step.kind) {
    case 'source':
      return 'the credentials of the source, which are a session';
    case 'mfa-session':
      return `GetSessionToken for profile '${step.profile}'${device}`;
    case 'web-identity':
      return `AssumeRoleWithWebIdentity ${step.role.arn} for profile '${step.profile}'`;
    case 'saml':
      return `AssumeRoleWithSAML ${step.role.arn} for profile '${step.profile}'`;
    case 'role':
      return `AssumeRole ${step.role.arn} for profile '${step.profile}'${device}`;
  }
}
