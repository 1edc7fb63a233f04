/** The calls of a plan for a role, as data: the role, the host, how a call is made, and the commands and files that it needs. */

import type { Location } from './errors.ts';

/** A parsed `role_arn`, e.g. `arn:aws:iam::111111111111:role/team/developer`. */
export interface RoleArn {
  readonly arn: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
  /** Twelve digits. */
  readonly accountId: string;
  /** The last path segment: `developer`. */
  readonly roleName: string;
}

/**
 * Whether an assumed-role ARN belongs to this role: same partition, account and role name. Tools that did not check have
 * served another role's credentials (mmmorris1975/aws-runas#25, #76).
 *
 * @param assumedRoleArn `arn:aws:sts::111111111111:assumed-role/developer/SESSION-NAME`, without the role's path
 */
export function isSessionOf(assumedRoleArn: string, role: RoleArn): boolean {
  return assumedRoleArn.startsWith(sessionArnStart(role));
}

/** What the assumed-role ARNs of a role's sessions begin with; only the name of the session follows. */
export function sessionArnStart({ partition, accountId, roleName }: RoleArn): string {
  return `arn:${partition}:sts::${accountId}:assumed-role/${roleName}/`;
}

/** One call that returns a session of a role. */
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

/** An inline session policy. */
export interface SessionPolicy {
  readonly path: string;
  /** JSON without white space between its tokens, because it counts towards the limit. */
  readonly text: string;
}

/** What to do with the AWS CLI's own cache: read it, also write it, or neither. */
export type AwsCliCacheUse = 'read' | 'write' | 'off';

/** One AssumeRole call. */
export interface RoleStep extends RoleRequest {
  readonly kind: 'role';
  readonly mfa: Mfa | undefined;
  readonly externalId: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly tags: readonly SessionTag[] | undefined;
  readonly transitiveTagKeys: readonly string[] | undefined;
  /** `undefined` is `read`. */
  readonly awsCliCache: AwsCliCacheUse | undefined;
  /**
   * Whether session credentials are known to sign the call: the new session then lasts at most an hour (STS, "role
   * chaining").
   */
  readonly isChained: boolean;
}

/** The device whose code an AssumeRole call carries, and the command that prints the code without a prompt. */
export interface Mfa {
  readonly serial: string;
  /** The profile with this `mfa_serial`, if it is not the profile of the call. */
  readonly namedBy?: string;
  readonly generateToken: CommandLine | undefined;
}

/** A tag that a session carries, for policies and CloudTrail. */
export interface SessionTag {
  readonly key: string;
  readonly value: string;
}

/** A SAML assertion, and the parameters of the call that it names. */
export interface SamlAssertion {
  /** The SAML Response in base64. */
  readonly text: string;
  /** The SAML provider in IAM that issued it. */
  readonly providerArn: string;
  /** For a profile that sets none. */
  readonly durationSeconds: number | undefined;
}

// The hosts of the calls, and how they are made.

/** The host of calls to a service. */
export interface ServiceEndpoint {
  /** The region that the call is signed for; its host is called unless `url` is set. */
  readonly region: string;
  /** Replaces the region's host. */
  readonly url: string | undefined;
  readonly useFips: boolean;
  readonly useDualStack: boolean;
}

/** The host of an STS call. */
export interface StsEndpoint extends ServiceEndpoint {
  /** Whether `sts_regional_endpoints` asks for the global host. */
  readonly isLegacy: boolean;
  /** Use `sts.amazonaws.com`: its sessions are not valid in opt-in regions. */
  readonly useGlobal: boolean;
}

/** How a call is made: TLS and retries. */
export interface ClientOptions {
  /** Certificates to trust instead of node's own. */
  readonly caBundle: ConfiguredPath | undefined;
  /** For calls without a one-time code; a call with a code is made once. */
  readonly maxAttempts: number;
  readonly retryMode: 'standard' | 'adaptive';
}

// What calls need from commands and files of the configuration.

/** A command line from the config file, for a shell or a program, and its location. */
export interface CommandLine {
  readonly command: string;
  readonly at: Location;
}

/** What may decide whose credentials a command gives, beside its line. */
export interface CommandInputs {
  /** The environment variables that the command line mentions; undefined if it uses one indirectly, such as `${!NAME}`. */
  readonly variables: readonly string[] | undefined;
  /** A digest of AWS's variables and of these: other values mean another command. A digest, because values may be secrets. */
  readonly environment: string;
}

/** The variable or key that names a file, for errors. */
type Namer =
  | { readonly variable: string }
  | { readonly profile: string; readonly key: string; readonly at: Location };

/** A file that the configuration names; it is read when it is needed. */
export interface ConfiguredPath {
  readonly path: string;
  readonly named: Namer;
}

/** A command line of a profile that prints a token, and the key that names it. */
export interface NamedCommand extends CommandLine, CommandInputs {
  readonly profile: string;
  readonly key: string;
}

/** What gives a token when it is needed: a file that another program writes, or a command that prints it. */
export type TokenOrigin = ConfiguredPath | NamedCommand;
