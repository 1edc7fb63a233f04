/** What a chain is: a profile's way to credentials, as data. */
import type { Base } from './base/bases.ts';
import { type ChainPlan, ChainPlanner, planWarnings } from './planning.ts';
import type { Location } from './errors.ts';
import type { ConfigFiles } from './files.ts';
import type { ChainWarning } from './warnings.ts';
import type { Surroundings } from './plan-context.ts';
import type { SessionPolicy } from './session-policy.ts';
import type { StsEndpoint } from './sts-endpoint.ts';
import type { Transport } from './transport.ts';

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
  readonly transport: Transport;
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
  readonly transport: Transport;
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
 * How profile `name` becomes credentials; a profile with credentials of its own and no role has no steps. Throws
 * `ConfigError`; another profile is never taken instead.
 */
export function roleChain(
  files: ConfigFiles,
  name: string,
  surroundings: Surroundings,
): PlannedChain {
  return chainOf(new ChainPlanner(files, surroundings).plan(name));
}

/** A plan with its roles in a list of its own. */
export function chainOf(plan: ChainPlan): PlannedChain {
  const { profile, region, color, base, mfaSession } = plan;
  const steps: RoleStep[] = [];
  for (let link = plan.role; link; link = link.behind) steps.push(link.step);
  const warnings = planWarnings([plan]);
  return { profile, region, color, base, mfaSession, steps: steps.reverse(), warnings };
}
