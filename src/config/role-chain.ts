/**
 * The plan: a profile's name → one base and the roles to assume from it, in order. Nothing is asked, run or called here,
 * so whatever is wrong with the configuration is said before anybody types a code. First the way back to the credentials
 * is found (`source-path.ts`), then each role on it becomes a step (`role-step.ts`).
 */
import type { Credentials } from '../credentials.ts';
import type { Environment } from '../system.ts';
import type { Location } from './config-error.ts';
import type { ConfigFiles } from './config-files.ts';
import type { ChainWarning } from './config-warning.ts';
import { mfaSessionOf } from './mfa-session.ts';
import { profileColor } from './profile/color.ts';
import { roleStep } from './role-step.ts';
import { followSources } from './source-path.ts';
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

/** One GetSessionToken call with a code, for all roles behind a device. */
export interface MfaSession {
  /** The profile with the keys that sign it. */
  readonly profile: string;
  readonly mfa: Mfa;
  readonly durationSeconds: number;
  readonly endpoint: StsEndpoint;
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
  /** What may sign the first step in the place of the base; without steps it is what the profile gives. */
  readonly mfaSession: MfaSession | undefined;
  readonly steps: readonly RoleStep[];
}

/** A chain together with what in it is not as its profiles ask; what is odd in the files is in `ConfigFiles`. */
export interface PlannedChain extends RoleChain {
  readonly warnings: readonly ChainWarning[];
}

/**
 * How profile `name` becomes credentials; a profile with credentials of its own and no role has no steps. `env` may name
 * the region and the endpoint of the calls. Throws `ConfigError`; another profile is never taken instead.
 */
export function roleChain(files: ConfigFiles, name: string, env: Environment): PlannedChain {
  const warnings: ChainWarning[] = [];
  const warn = (warning: ChainWarning) => void warnings.push(warning);
  const { roles, source, base } = followSources(files, name, warn);
  const selected = roles[0] ?? source;
  const color = profileColor(selected, warn);
  const context = { files, env, warn };
  const steps = roles.map((role, index) =>
    roleStep(role, [...roles.slice(index + 1), source], context),
  );
  const mfaSession = mfaSessionOf(roles.at(-1), source, base, context);
  const { region } = selected;
  return { profile: name, region, color, base, mfaSession, steps: steps.reverse(), warnings };
}
