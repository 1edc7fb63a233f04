/** The types of a plan: a profile's way to credentials, as data. It starts at a credential source, and roles follow. */

import type { Credentials } from '../credentials.ts';
import type { Location } from './errors.ts';
import type {
  ClientOptions,
  CommandInputs,
  CommandLine,
  Mfa,
  RoleArn,
  RoleRequest,
  RoleStep,
  ServiceEndpoint,
  StsEndpoint,
  TokenOrigin,
} from './plan-calls.ts';
import type { ChainWarning } from './warnings.ts';

/** One GetSessionToken call with a code, for all roles behind a device. */
export interface MfaSession {
  readonly kind: 'mfa-session';
  /** The profile with the keys that sign the call. */
  readonly profile: string;
  readonly mfa: Mfa;
  readonly durationSeconds: number;
  readonly endpoint: StsEndpoint;
  readonly transport: ClientOptions;
  readonly program?: SessionProgram;
}

/**
 * The program that gives the keys of an MFA session. Only its output shows whether they are long-term: with temporary
 * credentials there is no such session, and they take its place.
 */
export interface SessionProgram {
  readonly source: ProcessSource;
  /** The profile with the `mfa_session`, and its place. */
  readonly askedBy: string;
  readonly at: Location;
}

/** `swrole_cache`: how sessions are kept, and the profile that says so. */
export interface CacheSetting {
  /** `keychain`: encrypted with a key of the keychain; `none`: never on the disk. */
  readonly use: 'keychain' | 'none';
  readonly profile: string;
  readonly at: Location;
}

/** The setting of a chain: the strictest of its profiles, of equal ones the nearest. `none` is stricter than `keychain`. */
export function strictestCache(
  near: CacheSetting | undefined,
  far: CacheSetting | undefined,
): CacheSetting | undefined {
  return near === undefined || (near.use !== 'none' && far?.use === 'none') ? far : near;
}

/** How a profile becomes credentials: one credential source, then the roles in the order they are assumed. */
export interface RoleChain {
  /** The selected profile. */
  readonly profile: string;
  /** Its own region, for exports: not the STS region. */
  readonly region: string | undefined;
  /** `color`, checked: an SGR parameter list such as `31` or `38;2;255;0;0`. */
  readonly color: string | undefined;
  /** `confirm`: whether a person types the name of the profile before its use at a terminal. */
  readonly confirm?: boolean | undefined;
  /** How all sessions of the chain are kept; `undefined` for private files. */
  readonly cache?: CacheSetting | undefined;
  /** The credential source that the chain starts from. */
  readonly source: CredentialSource;
  /** The session that signs the first step instead of `source`; without steps it is what the profile gives. */
  readonly mfaSession: MfaSession | undefined;
  readonly steps: readonly RoleStep[];
}

/**
 * A chain, and warnings about what it does differently than its profiles ask; warnings about the files are in `ConfigFiles`.
 */
export interface PlannedChain extends RoleChain {
  readonly warnings: readonly ChainWarning[];
}

// Credential sources: what gives credentials and needs none itself.

/** Keys in the files, or in the environment for `credential_source = Environment`. */
export interface KeysSource {
  readonly kind: 'static' | 'environment';
  readonly profile: string;
  readonly credentials: Credentials;
  readonly at: Location;
}

/** A `credential_process`: a program that prints credentials. */
export interface ProcessSource extends CommandInputs {
  readonly kind: 'process';
  readonly profile: string;
  readonly credentialProcess: CommandLine;
}

/** A role of IAM Identity Center. */
export interface SsoSource {
  readonly kind: 'sso';
  readonly profile: string;
  /** Names the token in the SDKs' cache; without a session, the start URL does. */
  readonly session: string | undefined;
  readonly startUrl: string;
  readonly accountId: string;
  readonly roleName: string;
  /** The endpoint that exchanges a token for credentials. */
  readonly portal: ServiceEndpoint;
  /** The endpoint that renews a token. */
  readonly oidc: ServiceEndpoint;
  readonly transport: ClientOptions;
  readonly at: Location;
}

/** The console session of `aws login`. */
export interface LoginSource {
  readonly kind: 'login';
  readonly profile: string;
  readonly loginSession: string;
  readonly endpoint: ServiceEndpoint;
  readonly transport: ClientOptions;
  readonly at: Location;
}

/** An identity of a Cognito identity pool: of a user of a login provider, or of a guest. */
export interface CognitoSource {
  readonly kind: 'cognito';
  readonly profile: string;
  readonly identityPoolId: string;
  /** Undefined for a guest. */
  readonly login: CognitoLogin | undefined;
  /** The role to choose if the login's token allows several. */
  readonly role: (RoleArn & { readonly at: Location }) | undefined;
  readonly endpoint: ServiceEndpoint;
  readonly transport: ClientOptions;
  readonly at: Location;
}

/** The user of a login provider. */
export interface CognitoLogin {
  /** The provider's name in the pool, such as `accounts.google.com`. */
  readonly provider: string;
  /** The location of that name. */
  readonly at: Location;
  readonly token: TokenOrigin;
}

/** The instance profile of the EC2 instance that swrole runs on. */
export interface InstanceSource {
  readonly kind: 'instance';
  readonly profile: string;
  readonly endpoint: string;
  readonly v1Disabled: boolean;
  /** Milliseconds for one request. */
  readonly timeLimit: number;
  readonly maxAttempts: number;
  readonly at: Location;
}

/** The role of the container that swrole runs in, from the agent of ECS or EKS. */
export interface ContainerSource {
  readonly kind: 'container';
  readonly profile: string;
  readonly url: string;
  /** A digest of the variables that authenticate the container. A digest, because their values may be secrets. */
  readonly authorization: string;
  readonly at: Location;
}

/** A role that is assumed with the token of another identity provider. */
export interface WebIdentitySource extends RoleRequest {
  readonly kind: 'web-identity';
  readonly token: TokenOrigin;
}

/** A role that is assumed with a SAML assertion. */
export interface SamlSource extends RoleRequest {
  readonly kind: 'saml';
  readonly assertion: TokenOrigin;
  /** The SAML provider in IAM; the assertion names it too. */
  readonly providerArn: string | undefined;
}

/** Where a chain's first credentials come from. */
export type CredentialSource =
  | KeysSource
  | ProcessSource
  | SsoSource
  | LoginSource
  | CognitoSource
  | InstanceSource
  | ContainerSource
  | WebIdentitySource
  | SamlSource;

/** The role of a source that is assumed without credentials; undefined for all other sources. */
export function roleSource(source: CredentialSource): WebIdentitySource | SamlSource | undefined {
  return source.kind === 'web-identity' || source.kind === 'saml' ? source : undefined;
}

/**
 * Whether a source always gives session credentials, so that a role assumed with them is chained; a process may give either.
 */
export function isTemporary(source: CredentialSource): boolean {
  switch (source.kind) {
    case 'static':
    case 'environment':
      return source.credentials.sessionToken !== undefined;
    case 'process':
      return false;
    default:
      return true;
  }
}

/** The role of a profile, linked to the role whose session signs its call. */
export interface RoleLink {
  readonly step: RoleStep;
  /** The role whose session signs the call; `undefined` if the credential source signs it. */
  readonly behind: RoleLink | undefined;
  /** How many roles are assumed up to and including this one. */
  readonly depth: number;
  /** The profile of the first of these roles, whose call the source's credentials sign. */
  readonly first: string;
}
