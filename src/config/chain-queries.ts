/**
 * How calls are made in the name of a profile, once it has credentials: in which partition, to which STS, and in what way.
 * Where a role was assumed last, that is said already; the others go by the same rules, with the profile's region.
 */

import type { Dependency } from '../fast-path/fingerprint.ts';
import { REGION_NAMES } from '../fast-path/region.ts';
import { stsEndpoint } from './endpoints.ts';
import type { ConfigFiles } from './files.ts';
import { findProfile } from './find-profile.ts';
import type { ClientOptions, CredentialSource, RoleArn, RoleChain, StsEndpoint } from './plan.ts';
import { type PlanEnv, Variables } from './plan-context.ts';
import { roleChain } from './planning.ts';
import { checkProfile, type Profile } from './profile/profile.ts';
import { regionRule } from './profile/rules.ts';
import { partitionOf } from './regions.ts';
import { clientOptionsOf } from './settings.ts';
import {
  CONTAINER_VARIABLES,
  ENVIRONMENT_VARIABLES,
  KEY_VARIABLES,
  METADATA_VARIABLES,
} from './sources/environment.ts';
import { WEB_IDENTITY_VARIABLES } from './sources/web-identity.ts';

/** The way of a call with a profile's credentials. */
export interface CallerOptions {
  readonly chain: RoleChain;
  /** `aws`, `aws-cn`, … */
  readonly partition: string;
  readonly endpoint: StsEndpoint;
  readonly transport: ClientOptions;
}

/** How calls with the credentials of profile `name` are made. Throws `ConfigError`, as `roleChain` does. */
export function callerOptions(files: ConfigFiles, name: string, planEnv: PlanEnv): CallerOptions {
  const chain = roleChain(files, name, planEnv);
  const role = chain.steps.at(-1) ?? webIdentityRole(chain.base);
  if (role !== undefined) return { ...wayOf(role), chain, partition: role.role.partition };
  const session = chain.mfaSession;
  if (session !== undefined)
    return { ...wayOf(session), chain, partition: partitionOf(session.endpoint.region) };
  return { ...ownWay(files, chain, planEnv), chain };
}

function webIdentityRole(base: CredentialSource) {
  return base.kind === 'web-identity' ? base : undefined;
}

function wayOf({ endpoint, transport }: Pick<CallerOptions, 'endpoint' | 'transport'>) {
  return { endpoint, transport };
}

function ownWay(files: ConfigFiles, { profile, base }: RoleChain, planEnv: PlanEnv) {
  const warn = () => {}; // said already, when the chain was made
  const selected = checkProfile(findProfile(files, profile), warn);
  const variables = new Variables(planEnv.env);
  const context = { ...planEnv, variables, files, selected, warn };
  const partition = partitionOf(baseRegion(base) ?? usualRegion(selected, variables));
  const endpoint = stsEndpoint(selected, partition, context);
  return { partition, endpoint, transport: clientOptionsOf(selected, context) };
}

/** A sign-in stands in one region, and gives credentials of its partition. */
function baseRegion(base: CredentialSource): string | undefined {
  if (base.kind === 'sso') return base.portal.region;
  return base.kind === 'login' ? base.endpoint.region : undefined;
}

/** The region that says in which partition keys are that do not say it themselves; empty for the first one. */
function usualRegion({ region }: Profile, variables: Variables): string {
  const variable = (name: string) => variables.value(name, regionRule);
  return region ?? variable('AWS_REGION') ?? variable('AWS_DEFAULT_REGION') ?? '';
}

// What can be read off a chain.

/** The role that a profile gives in the end; `undefined` where its source gives what it has. */
export function roleOf({ steps, base }: RoleChain): RoleArn | undefined {
  return steps.at(-1)?.role ?? (base.kind === 'web-identity' ? base.role : undefined);
}

/** The profiles that a chain passes through along `source_profile`, the one asked for first. */
export function profilesOf({ profile, steps, base }: RoleChain): readonly string[] {
  const roles = steps.map((step) => step.profile).reverse();
  return [...new Set([profile, ...roles, base.profile])];
}

// What a stored answer depends on beside the config files: the hot path looks at these and at nothing else before it
// repeats the answer.

/** What the answer of a chain depends on; undefined if something of it has no name, and nothing may be repeated. */
export function answerDependencies(chain: RoleChain): readonly Dependency[] | undefined {
  const { base, steps, mfaSession } = chain;
  const roles = base.kind === 'web-identity' ? [base, ...steps] : steps;
  const calls = mfaSession === undefined ? roles : [mfaSession, ...roles];
  const own = baseDependencies(base);
  if (own === undefined) return undefined;
  // Whether the global host is called is a matter of the region.
  const region = calls.some(({ endpoint }) => endpoint.isLegacy) ? variables(REGION_NAMES) : [];
  const policies = roles.flatMap(({ policy }) => (policy ? [`file:${policy.path}` as const] : []));
  return [...own, ...region, ...policies];
}

function baseDependencies(base: CredentialSource): readonly Dependency[] | undefined {
  switch (base.kind) {
    case 'environment':
      return variables(ENVIRONMENT_VARIABLES);
    case 'instance':
      return ['machine', ...variables(METADATA_VARIABLES)];
    case 'container':
      return ['machine', ...variables(CONTAINER_VARIABLES)];
    case 'login':
      return variables(REGION_NAMES);
    case 'web-identity':
      return 'variable' in base.tokenFile.named
        ? variables([KEY_VARIABLES.id, KEY_VARIABLES.secret, ...WEB_IDENTITY_VARIABLES])
        : [];
    case 'process':
      return base.variables && ['aws-variables', ...variables(base.variables)];
    default:
      return [];
  }
}

function variables(names: readonly string[]): readonly Dependency[] {
  return names.map((name) => `variable:${name}` as const);
}
