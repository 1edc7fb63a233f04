/**
 * Questions about a planned chain: how to call AWS with its credentials, which role and profiles it has, and what a cached
 * answer depends on.
 */

import { type Dependency, REGION_NAMES } from '../fast-path/fingerprint.ts';
import { serviceEndpoint, stsEndpoint, URL_VARIABLES } from './endpoints.ts';
import type { ConfigFiles } from './files.ts';
import { findProfile } from './find-profile.ts';
import { type CognitoSource, type CredentialSource, type RoleChain, roleSource } from './plan.ts';
import type {
  ClientOptions,
  CommandInputs,
  RoleArn,
  ServiceEndpoint,
  StsEndpoint,
  TokenOrigin,
} from './plan-calls.ts';
import { newSharedParts, type PlanEnv, Variables } from './plan-context.ts';
import { roleChain } from './planning.ts';
import { checkProfile, type Profile } from './profile/profile.ts';
import { regionRule } from './profile/rules.ts';
import { partitionOf, defaultRegion as partitionRegion } from './regions.ts';
import { clientOptionsOf } from './settings.ts';
import {
  CONTAINER_VARIABLES,
  ENVIRONMENT_VARIABLES,
  KEY_VARIABLES,
  METADATA_VARIABLES,
} from './sources/environment.ts';
import { WEB_IDENTITY_VARIABLES } from './sources/federation.ts';

/** How to call AWS with a profile's credentials. */
export interface CallerOptions {
  readonly chain: RoleChain;
  /** `aws`, `aws-cn`, … */
  readonly partition: string;
  readonly endpoint: StsEndpoint;
  readonly transport: ClientOptions;
}

/**
 * How to call AWS with the credentials of profile `name`. The last role's own call decides; a profile without a role
 * follows the same rules, with its region. Throws `ConfigError`, like `roleChain`.
 */
export function callerOptions(files: ConfigFiles, name: string, planEnv: PlanEnv): CallerOptions {
  const chain = roleChain(files, name, planEnv);
  const role = chain.steps.at(-1) ?? roleSource(chain.source);
  if (role !== undefined) return { ...callOf(role), chain, partition: role.role.partition };
  const session = chain.mfaSession;
  if (session !== undefined)
    return { ...callOf(session), chain, partition: partitionOf(session.endpoint.region) };
  return { ...callWithoutRole(files, chain, planEnv), chain };
}

function callOf({ endpoint, transport }: Pick<CallerOptions, 'endpoint' | 'transport'>) {
  return { endpoint, transport };
}

function callWithoutRole(files: ConfigFiles, { profile, source }: RoleChain, planEnv: PlanEnv) {
  const context = contextOf(files, profile, planEnv);
  const { selected, variables } = context;
  const partition = partitionOf(sourceRegion(source) ?? defaultRegion(selected, variables));
  const endpoint = stsEndpoint(selected, partition, context);
  return { partition, endpoint, transport: clientOptionsOf(selected, context) };
}

function contextOf(files: ConfigFiles, profile: string, planEnv: PlanEnv) {
  const warn = () => {}; // the chain has these warnings already
  const selected = checkProfile(findProfile(files, profile), warn);
  const variables = new Variables(planEnv.env);
  return { ...planEnv, variables, files, selected, shared: newSharedParts(), warn };
}

/**
 * The endpoint of IAM for the calls of profile `name`: IAM has one host and one region in each partition. Undefined for a
 * partition that swrole does not know. Throws `ConfigError`, like `roleChain`.
 */
export function iamEndpoint(
  files: ConfigFiles,
  name: string,
  partition: string,
  planEnv: PlanEnv,
): ServiceEndpoint | undefined {
  const region = partitionRegion(partition);
  if (region === undefined) return undefined;
  const context = contextOf(files, name, planEnv);
  return serviceEndpoint('iam', region, context.selected, context);
}

/** The region of a sign-in, which gives credentials of that region's partition. */
function sourceRegion(source: CredentialSource): string | undefined {
  if (source.kind === 'sso') return source.portal.region;
  return source.kind === 'login' || source.kind === 'cognito' ? source.endpoint.region : undefined;
}

/** The region whose partition keys are assumed to belong to; empty for partition `aws`. */
function defaultRegion({ region }: Profile, variables: Variables): string {
  const variable = (name: string) => variables.value(name, regionRule);
  return region ?? variable('AWS_REGION') ?? variable('AWS_DEFAULT_REGION') ?? '';
}

/** The role whose credentials a chain gives; `undefined` if it gives the credentials of a source without a role. */
export function roleOf({ steps, source }: RoleChain): RoleArn | undefined {
  const last = steps.at(-1);
  if (last !== undefined) return last.role;
  return source.kind === 'cognito' ? source.role : roleSource(source)?.role;
}

/** The profiles of a chain along `source_profile`, the selected one first. */
export function profilesOf({ profile, steps, source }: RoleChain): readonly string[] {
  const roles = steps.map((step) => step.profile).reverse();
  return [...new Set([profile, ...roles, source.profile])];
}

/**
 * What a cached answer of a chain depends on beside the config files: the fast path checks these and nothing else before it
 * repeats the answer. Undefined if a dependency is unknown, so that the answer must not be cached.
 */
export function answerDependencies(chain: RoleChain): readonly Dependency[] | undefined {
  const { source, steps, mfaSession } = chain;
  const first = roleSource(source);
  const roles = first === undefined ? steps : [first, ...steps];
  const calls = mfaSession === undefined ? roles : [mfaSession, ...roles];
  const own = sourceDependencies(source);
  if (own === undefined) return undefined;
  // With `legacy`, the region decides whether the global host is called.
  const region = calls.some(({ endpoint }) => endpoint.isLegacy) ? variables(REGION_NAMES) : [];
  const policies = roles.flatMap(({ policy }) => (policy ? [`file:${policy.path}` as const] : []));
  return [...own, ...region, ...policies];
}

function sourceDependencies(source: CredentialSource): readonly Dependency[] | undefined {
  switch (source.kind) {
    case 'environment':
      return variables(ENVIRONMENT_VARIABLES);
    case 'instance':
      return ['machine', ...variables(METADATA_VARIABLES)];
    case 'container':
      return ['machine', ...variables(CONTAINER_VARIABLES)];
    case 'login':
      return variables(REGION_NAMES);
    case 'cognito':
      return cognitoDependencies(source);
    case 'web-identity':
      return 'path' in source.token && 'variable' in source.token.named
        ? variables([KEY_VARIABLES.id, KEY_VARIABLES.secret, ...WEB_IDENTITY_VARIABLES])
        : tokenDependencies(source.token);
    case 'saml':
      return tokenDependencies(source.assertion);
    case 'process':
      return commandDependencies(source);
    default:
      return [];
  }
}

/** The host, which is not among the variables of every answer, and what the command depends on. */
function cognitoDependencies({ login }: CognitoSource): readonly Dependency[] | undefined {
  const token = login === undefined ? [] : tokenDependencies(login.token);
  return token && [...variables([URL_VARIABLES.cognito_identity]), ...token];
}

/** The file of a token is read when the token is needed, and a session does not depend on it. */
function tokenDependencies(token: TokenOrigin): readonly Dependency[] | undefined {
  return 'path' in token ? [] : commandDependencies(token);
}

function commandDependencies({
  variables: mentioned,
}: CommandInputs): readonly Dependency[] | undefined {
  return mentioned && ['aws-variables', ...variables(mentioned)];
}

function variables(names: readonly string[]): readonly Dependency[] {
  return names.map((name) => `variable:${name}` as const);
}
