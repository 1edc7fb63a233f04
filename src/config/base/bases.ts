/** What a chain can start from: everything that needs no other credentials to give credentials. */
import type { Credentials } from '../../credentials.ts';
import type { Location } from '../errors.ts';
import type { NamedPath } from '../settings.ts';
import type { CommandLine, RoleRequest } from '../plan.ts';
import type { ServiceEndpoint } from '../endpoints.ts';
import type { Transport } from '../transport.ts';

/** Keys in the files, or in the environment for `credential_source = Environment`. */
export interface KeysBase {
  readonly kind: 'static' | 'environment';
  readonly profile: string;
  readonly credentials: Credentials;
  readonly at: Location;
}

/** Another program. */
export interface ProcessBase {
  readonly kind: 'process';
  readonly profile: string;
  readonly credentialProcess: CommandLine;
  /** The names of the environment variables that the command line mentions; undefined if it hides one of them. */
  readonly variables: readonly string[] | undefined;
  /** A digest of AWS's variables and of these: with other values it is another command. Their values may be secrets. */
  readonly environment: string;
}

/** A role of IAM Identity Center. */
export interface SsoBase {
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
  readonly transport: Transport;
  readonly at: Location;
}

/** The console session of `aws login`. */
export interface LoginBase {
  readonly kind: 'login';
  readonly profile: string;
  readonly loginSession: string;
  readonly endpoint: ServiceEndpoint;
  readonly transport: Transport;
  readonly at: Location;
}

/** The instance profile of the EC2 instance this runs on. */
export interface InstanceBase {
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
export interface ContainerBase {
  readonly kind: 'container';
  readonly profile: string;
  readonly url: string;
  /** A digest of the variables by which the container shows who it is. Their values may be secrets. */
  readonly authorization: string;
  readonly at: Location;
}

/** A role that is assumed with a token of another identity provider. */
export interface WebIdentityBase extends RoleRequest {
  readonly kind: 'web-identity';
  readonly tokenFile: NamedPath;
}

/** What needs no credentials to give credentials. */
export type Base =
  | KeysBase
  | ProcessBase
  | SsoBase
  | LoginBase
  | InstanceBase
  | ContainerBase
  | WebIdentityBase;

/** Whether the credentials of a base are sessions themselves, so that a role behind them is chained; a process may give either. */
export function isTemporary(base: Base): boolean {
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
