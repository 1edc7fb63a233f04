import type { Credentials } from '../credentials.ts';
import type { Location } from './config-error.ts';
import type { StsEndpoint } from './sts-endpoint.ts';

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

/** What needs no credentials to give credentials. */
export type Base =
  | { readonly kind: 'static'; readonly profile: string; readonly credentials: Credentials }
  | { readonly kind: 'process'; readonly profile: string; readonly credentialProcess: CommandLine };

/** One AssumeRole call. */
export interface RoleStep {
  /** The profile that holds this `role_arn`. */
  readonly profile: string;
  readonly role: RoleArn;
  readonly endpoint: StsEndpoint;
  readonly mfa: Mfa | undefined;
  readonly externalId: string | undefined;
  readonly sessionName: string | undefined;
  readonly durationSeconds: number | undefined;
}

/** How a profile becomes credentials: one base, then roles in the order they are assumed. */
export interface RoleChain {
  /** The profile that was asked for. */
  readonly profile: string;
  /** Its own region, for exports: not the STS region. */
  readonly region: string | undefined;
  /** `color`, checked: an SGR parameter list such as `31` or `38;2;255;0;0`. */
  readonly color: string | undefined;
  readonly base: Base;
  readonly steps: readonly RoleStep[];
}
