/** Finds the credential source of a profile: what gives credentials at the start of a chain. */

import { serviceEndpoint } from '../endpoints.ts';
import { ConfigError } from '../errors.ts';
import {
  cognitoKeys,
  loginKeys,
  processKeys,
  roleKeys,
  samlKeys,
  ssoKeys,
  staticKeys,
} from '../keys.ts';
import type { CredentialSource } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import type { Profile, RoleProfile } from '../profile/profile.ts';
import { locationOf, staticCredentials, textOf } from '../profile/raw-profile.ts';
import { partitionOfArn, stsRegion } from '../regions.ts';
import { clientOptionsOf, commandInputs } from '../settings.ts';
import type { ChainWarning, Warn } from '../warnings.ts';
import { containerSource, environmentSource, instanceSource } from './environment.ts';
import {
  cognitoSource,
  incompleteCognito,
  incompleteSaml,
  incompleteWebIdentity,
} from './federation.ts';
import { incompleteSso, ssoSource } from './sso.ts';

// The keys by which profiles name sources. A new kind of source has its key here, and its order in `SOURCES`.

/** Keys of a role that say which credentials, token or assertion assume it. */
export const ROLE_SOURCE_KEYS = [
  roleKeys.webIdentityTokenFile,
  roleKeys.webIdentityTokenProcess,
  samlKeys.process,
  samlKeys.assertionFile,
  roleKeys.sourceProfile,
  roleKeys.credentialSource,
] as const;

/** One key of each kind of source. */
const SOURCE_KEYS = [
  roleKeys.roleArn,
  ...ROLE_SOURCE_KEYS,
  ssoKeys.accountId,
  loginKeys.loginSession,
  cognitoKeys.identityPoolId,
  processKeys.credentialProcess,
  staticKeys.accessKeyId,
] as const;

/** Every key that says where credentials come from, or that belongs to such a key. */
export const ALL_SOURCE_KEYS: readonly string[] = [
  ...ROLE_SOURCE_KEYS,
  ...Object.values(samlKeys),
  ...Object.values(ssoKeys),
  ...Object.values(loginKeys),
  ...Object.values(cognitoKeys),
  ...Object.values(processKeys),
  ...Object.values(staticKeys),
];

/** A credential source, and the key that its profile names it by. */
interface FoundSource {
  readonly source: CredentialSource;
  readonly key: string;
}

/**
 * The profile's own credential source, its role aside. Throws `partial-keys`, `no-credentials` and the errors of the source
 * that counts.
 */
export function ownSource(
  profile: Profile,
  isSelected: boolean,
  context: PlanContext,
): FoundSource {
  for (const [key, find] of isSelected ? SOURCES.selected : SOURCES.signing) {
    const source = find(profile, context);
    if (source !== undefined) return { source, key };
  }
  throw (
    incompleteSso(profile) ??
    incompleteWebIdentity(profile) ??
    incompleteSaml(profile) ??
    incompleteCognito(profile) ??
    noCredentials(profile)
  );
}

/** Finds one kind of source in a profile; undefined if the profile has none of that kind. */
type FindSource = (profile: Profile, context: PlanContext) => CredentialSource | undefined;

/** Kinds of sources, each with the key that a profile names it by. */
type Sources = readonly (readonly [key: string, find: FindSource])[];

const STATIC: Sources = [[staticKeys.accessKeyId, staticSource]];

/** In the order of the specification (smithy-rs `repr.rs`, `base_provider`), as in botocore except for its files. */
const OTHERS: Sources = [
  [roleKeys.credentialSource, fromCredentialSource],
  [ssoKeys.accountId, ssoSource],
  [loginKeys.loginSession, loginSource],
  [cognitoKeys.identityPoolId, cognitoSource],
  [processKeys.credentialProcess, processSource],
];

/** Keys come last in the selected profile, and first in a source profile, which signs. */
const SOURCES = { selected: [...OTHERS, ...STATIC], signing: [...STATIC, ...OTHERS] } as const;

/** The profile's own keys as a credential source; undefined if it has none. Throws `partial-keys`. */
export function staticSource({ name, raw }: Profile): CredentialSource | undefined {
  const credentials = staticCredentials(raw);
  if (credentials === undefined) return undefined;
  const at = locationOf(raw, staticKeys.accessKeyId);
  return { kind: 'static', profile: name, credentials, at };
}

function noCredentials({ name, raw }: Profile): ConfigError {
  return new ConfigError({ kind: 'no-credentials', profile: name, at: raw.at });
}

/**
 * The credentials that assume the profile's role: its `source_profile`, or the source that `credential_source` names;
 * anything but exactly one is an error. Throws `no-source`, `role-and-process`, `two-sources`.
 */
export function sourceOf(profile: RoleProfile, context: PlanContext): string | CredentialSource {
  const { sourceProfile, credentialSource } = profile;
  if (sourceProfile !== undefined && credentialSource !== undefined)
    throw sourceError('two-sources', profile, roleKeys.credentialSource);
  return sourceProfile ?? fromCredentialSource(profile, context) ?? withoutSource(profile);
}

// With a process, JS runs it and ignores the role, Go does both, the others refuse.
function withoutSource(profile: RoleProfile): never {
  if (profile.credentialProcess !== undefined)
    throw sourceError('role-and-process', profile, processKeys.credentialProcess);
  const { name, raw } = profile;
  const own = OWN_KEYS.find((key) => textOf(raw.settings, key) !== undefined);
  const details = {
    kind: 'no-source',
    profile: name,
    at: locationOf(raw, roleKeys.roleArn),
  } as const;
  throw new ConfigError(own === undefined ? details : { ...details, own });
}

/** Keys of a profile's own credentials, which can assume a role only if another profile names this one as its source. */
const OWN_KEYS = [
  ssoKeys.session,
  ssoKeys.accountId,
  ssoKeys.roleName,
  loginKeys.loginSession,
  cognitoKeys.identityPoolId,
  staticKeys.accessKeyId,
  staticKeys.secretAccessKey,
] as const;

function sourceError(
  kind: 'role-and-process' | 'two-sources',
  { name, raw }: RoleProfile,
  key: string,
): ConfigError {
  return new ConfigError({ kind, profile: name, at: locationOf(raw, key) });
}

/**
 * Warns of every source that a profile names but swrole does not use, because the SDKs disagree about which one counts
 * (contract A.5). The last key of `used` gives the credentials.
 */
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

/**
 * The source that `credential_source` names; undefined if the profile has no such key. Throws if the source is not
 * available.
 */
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

// `credential_process`: a program that prints credentials.

/** The program that a profile names; undefined if it names none. */
function processSource(
  { name, credentialProcess }: Profile,
  context: PlanContext,
): CredentialSource | undefined {
  if (credentialProcess === undefined) return undefined;
  const inputs = commandInputs(credentialProcess.command, context.variables);
  return { kind: 'process', profile: name, credentialProcess, ...inputs };
}

// `login_session`: the console session of `aws login`.

/** The console session of a profile; undefined if it names none. */
function loginSource(profile: Profile, context: PlanContext): CredentialSource | undefined {
  const { name, raw } = profile;
  const loginSession = textOf(raw.settings, loginKeys.loginSession);
  if (loginSession === undefined) return undefined;
  // An ARN such as `arn:aws:iam::111111111111:user/ada`. Its region is only used if the session's token names none.
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
