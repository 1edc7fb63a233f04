/** The end of a chain: a profile that gives credentials and needs none. */

import { createHash } from 'node:crypto';
import { awsVariables } from '../../fast-path/fingerprint.ts';
import { serviceEndpoint } from '../endpoints.ts';
import { ConfigError } from '../errors.ts';
import { loginKeys, processKeys, roleKeys, ssoKeys, staticKeys } from '../keys.ts';
import type { CredentialSource } from '../plan.ts';
import type { PlanContext, Variables } from '../plan-context.ts';
import type { Profile, RoleProfile } from '../profile/profile.ts';
import { locationOf, staticCredentials, textOf } from '../profile/raw-profile.ts';
import { stsRegion } from '../regions.ts';
import { clientOptionsOf } from '../settings.ts';
import type { ChainWarning, Warn } from '../warnings.ts';
import { containerSource, environmentSource, instanceSource } from './environment.ts';
import { incompleteSso, ssoSource } from './sso.ts';
import { incompleteWebIdentity } from './web-identity.ts';

// `credential_process`: whatever another program prints.

/** `$NAME`, `${NAME` and, for cmd.exe, `%NAME%`. */
const MENTIONED = /\$\{?([A-Za-z_]\w*)|%([^%\s]+)%/g;

/** `${!NAME}`: bash takes the variable that another one names. */
const UNNAMED = /\$\{!/;

/** The program of a profile; undefined if it has none. */
function processSource(
  { name, credentialProcess }: Profile,
  context: PlanContext,
): CredentialSource | undefined {
  if (credentialProcess === undefined) return undefined;
  const { command } = credentialProcess;
  const variables = UNNAMED.test(command) ? undefined : mentionedVariables(command);
  const environment = environmentDigest(context.variables, variables);
  return { kind: 'process', profile: name, credentialProcess, variables, environment };
}

function mentionedVariables(command: string): readonly string[] {
  const names = [...command.matchAll(MENTIONED)].map(([, posix, cmd = '']) => posix ?? cmd);
  return [...new Set(names)].sort();
}

/** By the variables that are mentioned: most commands mention none, and the digest of them all takes time. */
const digests = new WeakMap<Variables, Map<string, string>>();

/**
 * What the program finds in the environment, as far as it may decide whose credentials it prints: all of AWS's variables
 * (`aws configure export-credentials` reads `AWS_PROFILE`) and those that its command line mentions.
 */
function environmentDigest(variables: Variables, mentioned: readonly string[] | undefined): string {
  const known = digests.get(variables) ?? new Map<string, string>();
  digests.set(variables, known);
  const id = JSON.stringify(mentioned ?? null);
  const digest = known.get(id) ?? digestOf(variables, mentioned);
  known.set(id, digest);
  return digest;
}

function digestOf(
  { env }: Variables,
  mentioned: readonly string[] = Object.keys(env).sort(),
): string {
  const values = mentioned.map((name) => [name, env[name]]);
  const text = JSON.stringify([awsVariables(env), values]);
  return createHash('sha256').update(text).digest('hex');
}

// `login_session`: what `aws login` has signed in to the console.

/** The console session of a profile; undefined if it names none. */
function loginSource(profile: Profile, context: PlanContext): CredentialSource | undefined {
  const { name, raw } = profile;
  const loginSession = textOf(raw.settings, loginKeys.loginSession);
  if (loginSession === undefined) return undefined;
  const region = stsRegion(profile, partitionOfArn(loginSession), context.variables, context.warn);
  return {
    kind: 'login',
    profile: name,
    loginSession,
    endpoint: serviceEndpoint('signin', region, profile, context),
    transport: clientOptionsOf(profile, context),
    at: locationOf(raw, loginKeys.loginSession),
  };
}

// `arn:aws:iam::111111111111:user/ada` as `aws login` writes it; the region is only used where its token names none.
function partitionOfArn(loginSession: string): string {
  return /^arn:([^:]+):/.exec(loginSession)?.[1] ?? 'aws';
}

// `credential_source`: credentials that the surroundings give.

/** What the profile names; undefined if it names nothing. Throws what keeps it from being there. */
function fromCredentialSource(
  profile: Profile,
  context: PlanContext,
): CredentialSource | undefined {
  switch (profile.credentialSource) {
    case 'Environment':
      return environmentSource(profile, context);
    case 'Ec2InstanceMetadata':
      return instanceSource(profile, context);
    case 'EcsContainer':
      return containerSource(profile, context);
    case undefined:
      return undefined;
  }
}

/** One of the things that a profile can have of its own; undefined if it has not. */
type FindSource = (profile: Profile, context: PlanContext) => CredentialSource | undefined;

/** By the key that a profile has for it. */
type Sources = readonly (readonly [key: string, find: FindSource])[];

const KEYS: Sources = [[staticKeys.accessKeyId, staticSource]];

/** In the order of the specification (smithy-rs `repr.rs`, `base_provider`), which botocore shares but for its files. */
const OTHERS: Sources = [
  [roleKeys.credentialSource, fromCredentialSource],
  [ssoKeys.accountId, ssoSource],
  [loginKeys.loginSession, loginSource],
  [processKeys.credentialProcess, processSource],
];

/** Keys come last in the profile that was asked for, and first in one that is there to sign. */
const SOURCES = { asked: [...OTHERS, ...KEYS], signing: [...KEYS, ...OTHERS] } as const;

/** A base, and the key by which its profile has it. */
interface FoundSource {
  readonly base: CredentialSource;
  readonly key: string;
}

/**
 * What the profile has of its own, its role aside. Throws `partial-keys`, `no-credentials` and what is wrong with the source that counts.
 */
export function ownSource(
  profile: Profile,
  isAskedFor: boolean,
  context: PlanContext,
): FoundSource {
  for (const [key, find] of isAskedFor ? SOURCES.asked : SOURCES.signing) {
    const base = find(profile, context);
    if (base !== undefined) return { base, key };
  }
  throw incompleteSso(profile) ?? incompleteWebIdentity(profile) ?? noCredentials(profile);
}

/** The profile's own keys as a base; undefined if it has none. Throws `partial-keys`. */
export function staticSource({ name, raw }: Profile): CredentialSource | undefined {
  const credentials = staticCredentials(raw);
  if (credentials === undefined) return undefined;
  const at = locationOf(raw, staticKeys.accessKeyId);
  return { kind: 'static', profile: name, credentials, at };
}

function noCredentials({ name, raw }: Profile): ConfigError {
  return new ConfigError({ kind: 'no-credentials', profile: name, at: raw.at });
}

// What one profile with a role names as the source of the credentials that assume it: exactly one thing, or an error.

/** The profile's `source_profile`, or what its `credential_source` stands for. Throws `no-source`, `role-and-process`, `two-sources`. */
export function sourceOf(profile: RoleProfile, context: PlanContext): string | CredentialSource {
  const { sourceProfile, credentialSource } = profile;
  if (sourceProfile !== undefined && credentialSource !== undefined)
    throw faulty('two-sources', profile, roleKeys.credentialSource);
  return sourceProfile ?? fromCredentialSource(profile, context) ?? withoutSource(profile);
}

// With a process, JS would run it and forget the role, Go would do both, the others refuse.
function withoutSource(profile: RoleProfile): never {
  if (profile.credentialProcess !== undefined)
    throw faulty('role-and-process', profile, processKeys.credentialProcess);
  const { name, raw } = profile;
  const own = OWN.find((key) => textOf(raw.settings, key) !== undefined);
  const details = {
    kind: 'no-source',
    profile: name,
    at: locationOf(raw, roleKeys.roleArn),
  } as const;
  throw new ConfigError(own === undefined ? details : { ...details, own });
}

/** Keys of credentials that a profile may have of its own, which assume a role only from another profile. */
const OWN = [
  ssoKeys.session,
  ssoKeys.accountId,
  ssoKeys.roleName,
  loginKeys.loginSession,
  staticKeys.accessKeyId,
  staticKeys.secretAccessKey,
] as const;

function faulty(
  kind: 'role-and-process' | 'two-sources',
  { name, raw }: RoleProfile,
  key: string,
): ConfigError {
  return new ConfigError({ kind, profile: name, at: locationOf(raw, key) });
}

// A profile that says in two ways where its credentials come from means one of them, and the SDKs disagree about which
// (contract A.5): what does not count here is said.

/** One key of each way. */
const SOURCE_KEYS = [
  roleKeys.roleArn,
  roleKeys.webIdentityTokenFile,
  roleKeys.sourceProfile,
  roleKeys.credentialSource,
  ssoKeys.accountId,
  loginKeys.loginSession,
  processKeys.credentialProcess,
  staticKeys.accessKeyId,
] as const;

/** Tells of every way that a profile names beside the ones that count; the last of `used` is the one that gives credentials. */
export function warnOfUnused(
  { name, raw }: Profile,
  used: readonly string[],
  warn: Warn<ChainWarning>,
): void {
  for (const key of SOURCE_KEYS) {
    if (textOf(raw.settings, key) === undefined || used.includes(key)) continue;
    const at = locationOf(raw, key);
    warn({ kind: 'unused-key', profile: name, key, used: used.at(-1) ?? roleKeys.roleArn, at });
  }
}
