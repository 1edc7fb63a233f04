/** What a chain is: a profile's way to credentials, as data. */

import type { Credentials } from '../credentials.ts';
import type { Location } from './errors.ts';
import type { ChainWarning } from './warnings.ts';

/** A shell or program command line of the config file, and where it stands. */
export interface CommandLine {
  readonly command: string;
  readonly at: Location;
}

/** A `role_arn` taken apart, e.g. `arn:aws:iam::111111111111:role/team/developer`. */
export interface RoleArn {
  readonly arn: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
  /** Twelve digits. */
  readonly accountId: string;
  /** The last path segment: `developer`. */
  readonly roleName: string;
}

/** The device whose code an AssumeRole call carries, and how to get that code without a person. */
export interface Mfa {
  readonly serial: string;
  readonly generateToken: CommandLine | undefined;
}

/** A tag that a session carries, for policies and CloudTrail. */
export interface SessionTag {
  readonly key: string;
  readonly value: string;
}

/** One call that gives a session of a role. */
export interface RoleRequest {
  /** The profile that asks for the role. */
  readonly profile: string;
  readonly role: RoleArn;
  readonly endpoint: StsEndpoint;
  readonly transport: ClientOptions;
  readonly sessionName: string | undefined;
  readonly durationSeconds: number | undefined;
  readonly policy: SessionPolicy | undefined;
  readonly policyArns: readonly string[] | undefined;
}

/** One AssumeRole call. */
export interface RoleStep extends RoleRequest {
  readonly kind: 'role';
  readonly mfa: Mfa | undefined;
  readonly externalId: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly tags: readonly SessionTag[] | undefined;
  readonly transitiveTagKeys: readonly string[] | undefined;
  /** Whether a session's credentials are known to sign it: it then lasts an hour at most (STS, "role chaining"). */
  readonly isChained: boolean;
}

/** One GetSessionToken call with a code, for all roles behind a device. */
export interface MfaSession {
  readonly kind: 'mfa-session';
  /** The profile with the keys that sign it. */
  readonly profile: string;
  readonly mfa: Mfa;
  readonly durationSeconds: number;
  readonly endpoint: StsEndpoint;
  readonly transport: ClientOptions;
}

/** How a profile becomes credentials: one base, then roles in the order they are assumed. */
export interface RoleChain {
  /** The profile that was asked for. */
  readonly profile: string;
  /** Its own region, for exports: not the STS region. */
  readonly region: string | undefined;
  /** `color`, checked: an SGR parameter list such as `31` or `38;2;255;0;0`. */
  readonly color: string | undefined;
  readonly base: CredentialSource;
  /** What may sign the first step in the place of the base; without steps it is what the profile gives. */
  readonly mfaSession: MfaSession | undefined;
  readonly steps: readonly RoleStep[];
}

/** A chain together with what in it is not as its profiles ask; what is odd in the files is in `ConfigFiles`. */
export interface PlannedChain extends RoleChain {
  readonly warnings: readonly ChainWarning[];
}

// What a chain can start from: everything that needs no other credentials to give credentials.

/** Keys in the files, or in the environment for `credential_source = Environment`. */
export interface KeysSource {
  readonly kind: 'static' | 'environment';
  readonly profile: string;
  readonly credentials: Credentials;
  readonly at: Location;
}

/** Another program. */
export interface ProcessSource {
  readonly kind: 'process';
  readonly profile: string;
  readonly credentialProcess: CommandLine;
  /** The names of the environment variables that the command line mentions; undefined if it hides one of them. */
  readonly variables: readonly string[] | undefined;
  /** A digest of AWS's variables and of these: with other values it is another command. Their values may be secrets. */
  readonly environment: string;
}

/** A role of IAM Identity Center. */
export interface SsoSource {
  readonly kind: 'sso';
  readonly profile: string;
  /** Names the token in the SDKs' cache; without it, the start URL does. */
  readonly session: string | undefined;
  readonly startUrl: string;
  readonly accountId: string;
  readonly roleName: string;
  /** Where credentials are given for a token. */
  readonly portal: ServiceEndpoint;
  /** Where a token is renewed. */
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

/** The instance profile of the EC2 instance this runs on. */
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

/** The role of the container this runs in, by whichever agent answers there. */
export interface ContainerSource {
  readonly kind: 'container';
  readonly profile: string;
  readonly url: string;
  /** A digest of the variables by which the container shows who it is. Their values may be secrets. */
  readonly authorization: string;
  readonly at: Location;
}

/** A role that is assumed with a token of another identity provider. */
export interface WebIdentitySource extends RoleRequest {
  readonly kind: 'web-identity';
  readonly tokenFile: ConfiguredPath;
}

/** What needs no credentials to give credentials. */
export type CredentialSource =
  | KeysSource
  | ProcessSource
  | SsoSource
  | LoginSource
  | InstanceSource
  | ContainerSource
  | WebIdentitySource;

/** Whether the credentials of a base are sessions themselves, so that a role behind them is chained; a process may give either. */
export function isTemporary(base: CredentialSource): boolean {
  switch (base.kind) {
    case 'static':
    case 'environment':
      return base.credentials.sessionToken !== undefined;
    case 'process':
      return false;
    default:
      return true;
  }
}

/**
 * Whether an assumed-role ARN is of this role: same partition, account and role name. Tools that did
 * not look have served another role's credentials (mmmorris1975/aws-runas#25, #76).
 *
 * @param assumedRoleArn `arn:aws:sts::111111111111:assumed-role/developer/SESSION-NAME`, without the role's path
 */
export function isSessionOf(assumedRoleArn: string, role: RoleArn): boolean {
  const { partition, accountId, roleName } = role;
  return assumedRoleArn.startsWith(`arn:${partition}:sts::${accountId}:assumed-role/${roleName}/`);
}

/** Where the calls to a service go. */
export interface ServiceEndpoint {
  /** What the call is signed for, and whose host is called. */
  readonly region: string;
  /** Replaces the region's host. */
  readonly url: string | undefined;
  readonly useFips: boolean;
  readonly useDualStack: boolean;
}

/** The role of a profile, and what its call is signed with. */
export interface RoleLink {
  readonly step: RoleStep;
  /** The role whose session signs the call; `undefined` where the base does. */
  readonly behind: RoleLink | undefined;
  /** How many roles are assumed from the base up to this one. */
  readonly depth: number;
  /** The profile of the first of these, whose call the base's credentials sign. */
  readonly first: string;
}

/** An inline session policy. */
export interface SessionPolicy {
  readonly path: string;
  /** JSON without white space between its words, which would count. */
  readonly text: string;
}

/** Who named a file, for errors. */
type Namer =
  | { readonly variable: string }
  | { readonly profile: string; readonly key: string; readonly at: Location };

/** A file that is read later, by whoever needs it. */
export interface ConfiguredPath {
  readonly path: string;
  readonly named: Namer;
}

/** Where an STS call goes. */
export interface StsEndpoint extends ServiceEndpoint {
  /** Whether `sts_regional_endpoints` asks for the global host. */
  readonly isLegacy: boolean;
  /** `sts.amazonaws.com`: its sessions are not good in regions that an account must enable. */
  readonly useGlobal: boolean;
}

/** The way of a call. */
export interface ClientOptions {
  /** Certificates to trust in the place of node's own. */
  readonly caBundle: ConfiguredPath | undefined;
  /** For calls without a one-time code; one with a code is made once. */
  readonly maxAttempts: number;
  readonly retryMode: 'standard' | 'adaptive';
}
