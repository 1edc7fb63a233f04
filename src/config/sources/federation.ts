/**
 * The credential sources of an identity provider: a role that is assumed with the token of a web identity or with a SAML
 * assertion, and an identity pool of Cognito. No credentials sign the call to STS, so it starts a chain. The token or the assertion
 * holds the identity and the session's tags; parameters that only AssumeRole has are refused or unused.
 */

import { serviceEndpoint } from '../endpoints.ts';
import { ConfigError } from '../errors.ts';
import { cognitoKeys, roleKeys, samlKeys, sessionKeys } from '../keys.ts';
import type { CognitoLogin, CognitoSource, CredentialSource } from '../plan.ts';
import type { RoleRequest } from '../plan-calls.ts';
import type { PlanContext } from '../plan-context.ts';
import type { Profile, RoleProfile } from '../profile/profile.ts';
import { locationOf, type RawProfile, ruledValue, textOf } from '../profile/raw-profile.ts';
import { regionRule, roleArnRule, sessionNameRule, type ValueRule } from '../profile/rules.ts';
import { roleRequest } from '../resolve-step.ts';
import { clientOptionsOf, environmentPath, excludedKey, tokenOrigin } from '../settings.ts';

// The token of a web identity.

const TOKEN = {
  file: roleKeys.webIdentityTokenFile,
  process: roleKeys.webIdentityTokenProcess,
} as const;

/** Keys of swrole that AssumeRoleWithWebIdentity has no parameter for: an error. */
const EXCLUDED_KEYS = [
  sessionKeys.sourceIdentity,
  sessionKeys.sessionTags,
  sessionKeys.transitiveSessionTags,
] as const;

/** Keys of AWS that the SDKs ignore here: a warning. */
const UNUSED_WITH_WEB_IDENTITY = [roleKeys.externalId, roleKeys.mfaSerial] as const;

/** The variables of the environment form; a cached answer from them depends on their values. */
export const WEB_IDENTITY_VARIABLES = [
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
] as const;

/** A role that a token or an assertion assumes, and the key that names this. */
interface FoundRole {
  readonly source: CredentialSource;
  readonly key: string;
}

/**
 * The role of a profile with a token; undefined if it has none. Throws `excluded-key` for a key that the call has no
 * parameter for, and for a file beside a command.
 */
export function webIdentitySource(
  profile: RoleProfile,
  context: PlanContext,
): FoundRole | undefined {
  const found = tokenOrigin(profile.raw, TOKEN, context);
  if (found === undefined) return undefined;
  const { token, key } = found;
  const request = unsignedRequest(profile, key, UNUSED_WITH_WEB_IDENTITY, context);
  return { source: { ...request, kind: 'web-identity', token }, key };
}

/**
 * The parameters of an unsigned call, from a profile. Throws `excluded-key`, `invalid-value` and `invalid-environment`.
 *
 * @param used the key of the token
 * @param unused keys that the call has no parameter for: a warning
 */
function unsignedRequest(
  profile: RoleProfile,
  used: string,
  unused: readonly string[],
  context: PlanContext,
): RoleRequest {
  const { raw, name, roleArn } = profile;
  for (const key of EXCLUDED_KEYS)
    if (textOf(raw.settings, key) !== undefined) throw excludedKey(raw, key, used);
  for (const key of unused)
    if (textOf(raw.settings, key) !== undefined)
      context.warn({ kind: 'unused-key', profile: name, key, used, at: locationOf(raw, key) });
  return roleRequest(profile, roleArn, context);
}

/** The role that the environment names; undefined if it names none. Throws `invalid-environment`. */
export function environmentWebIdentity(
  profile: Profile,
  context: PlanContext,
): CredentialSource | undefined {
  const [tokenVariable, roleVariable, nameVariable] = WEB_IDENTITY_VARIABLES;
  const { variables } = context;
  const tokenFile = environmentPath(variables, tokenVariable, context.home);
  const role = variables.value(roleVariable, roleArnRule);
  if (tokenFile === undefined || role === undefined) return undefined;
  const sessionName = variables.value(nameVariable, sessionNameRule);
  const { endpoint, transport } = roleRequest(profile, role, context);
  // The profile's parameters belong to its own role, not to this one.
  const unset = { durationSeconds: undefined, policy: undefined, policyArns: undefined };
  const call = { profile: profile.name, role, endpoint, transport, sessionName, ...unset };
  return { ...call, kind: 'web-identity', token: tokenFile };
}

/** The error of a profile that has a token but no role to assume with it; undefined if it has no token. */
export function incompleteWebIdentity(profile: Profile): ConfigError | undefined {
  return withoutRole(profile, Object.values(TOKEN));
}

/** The error of a profile that has one of these keys but no role; undefined if it has none of them. */
function withoutRole({ name, raw }: Profile, keys: readonly string[]): ConfigError | undefined {
  const present = keys.find((key) => textOf(raw.settings, key) !== undefined);
  if (present === undefined) return undefined;
  const at = locationOf(raw, present);
  const missing = roleKeys.roleArn;
  return new ConfigError({ kind: 'partial-keys', profile: name, present, missing, at });
}

// A SAML assertion, which holds the session's name and tags.

const ASSERTION = { file: samlKeys.assertionFile, process: samlKeys.process } as const;

/** Keys of AWS that AssumeRoleWithSAML has no parameter for: a warning. */
const UNUSED_WITH_SAML = [
  roleKeys.externalId,
  roleKeys.mfaSerial,
  roleKeys.roleSessionName,
] as const;

// The name as in IAM's CreateSAMLProvider.
const PROVIDER_ARN = /^arn:aws[a-z-]*:iam::\d{12}:saml-provider\/[\w.-]{1,128}$/;

/** A SAML provider of any partition. */
export const samlProviderRule: ValueRule<string> = {
  problem:
    'must be the ARN of a SAML provider in IAM, such as arn:aws:iam::123456789012:saml-provider/NAME',
  parse: (text) => (PROVIDER_ARN.test(text) ? text : undefined),
};

/**
 * The role of a profile with an assertion; undefined if it has none. Throws `excluded-key` for a key that the call has no
 * parameter for and for a file beside a command, `partial-keys` for a provider alone, and `invalid-value`.
 */
export function samlSource(profile: RoleProfile, context: PlanContext): FoundRole | undefined {
  const { raw } = profile;
  const found = tokenOrigin(raw, ASSERTION, context);
  if (found === undefined) {
    if (textOf(raw.settings, samlKeys.providerArn) === undefined) return undefined;
    throw withoutAssertion(profile);
  }
  const providerArn = ruledValue(raw, samlKeys.providerArn, samlProviderRule);
  const { token: assertion, key } = found;
  const request = unsignedRequest(profile, key, UNUSED_WITH_SAML, context);
  const source = {
    ...request,
    sessionName: undefined,
    kind: 'saml',
    assertion,
    providerArn,
  } as const;
  return { source, key };
}

function withoutAssertion({ name, raw }: Profile): ConfigError {
  const { providerArn: present, process: missing } = samlKeys;
  const at = locationOf(raw, present);
  return new ConfigError({ kind: 'partial-keys', profile: name, present, missing, at });
}

/** The error of a profile that has an assertion but no role to assume with it; undefined if it has no assertion. */
export function incompleteSaml(profile: Profile): ConfigError | undefined {
  return withoutRole(profile, Object.values(samlKeys));
}

// An identity pool of Cognito: credentials of the pool's role for a guest, or for the user of a login
// provider, whose token a file or a command gives. The id of the pool names its region; the `region` of the profile counts only
// for STS and for exports.
//
// @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetCredentialsForIdentity.html

const { identityPoolId, loginProvider, loginTokenFile, loginProcess, roleArn } = cognitoKeys;

/** The key of the pool first. */
const KEYS = Object.values(cognitoKeys);

const TOKEN_KEYS = { file: loginTokenFile, process: loginProcess } as const;

/** The id of a pool, and the region in it. */
interface Pool {
  readonly id: string;
  readonly region: string;
}

const POOL_ID = /^([^:]*):[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id of a user pool, such as `eu-west-1_EXAMPLE`, is a common mistake. */
const poolRule: ValueRule<Pool> = {
  problem:
    'must be the id of an identity pool (not of a user pool), such as us-east-1:12345678-90ab-cdef-1234-567890abcdef',
  parse: (id) => {
    const region = regionRule.parse(POOL_ID.exec(id)?.[1] ?? '');
    return region === undefined ? undefined : { id, region };
  },
};

/** The key of a `Logins` map. A URL with its scheme is a common mistake. */
const providerRule: ValueRule<string> = {
  problem:
    'must be the name that the pool has for the provider, without https://, such as accounts.google.com or cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE',
  parse: (text) => (/^(?!https?:)[\w._:/-]{1,128}$/.test(text) ? text : undefined),
};

/**
 * The identity pool of a profile; undefined if it names none. Throws `partial-keys`, `excluded-key` for both a file and a command,
 * `invalid-value` and `invalid-environment`.
 */
export function cognitoSource(profile: Profile, context: PlanContext): CognitoSource | undefined {
  const { name, raw } = profile;
  const pool = ruledValue(raw, identityPoolId, poolRule);
  if (pool === undefined) return undefined;
  const login = loginOf(raw, context);
  const role = ruledValue(raw, roleArn, roleArnRule);
  // The roles to choose from are in the token.
  if (role !== undefined && login === undefined) throw partialKeys(raw, roleArn, loginProvider);
  return {
    kind: 'cognito',
    profile: name,
    identityPoolId: pool.id,
    login,
    role: role && { ...role, at: locationOf(raw, roleArn) },
    endpoint: serviceEndpoint('cognito_identity', pool.region, profile, context),
    transport: clientOptionsOf(profile, context),
    at: locationOf(raw, identityPoolId),
  };
}

function loginOf(raw: RawProfile, context: PlanContext): CognitoLogin | undefined {
  const provider = ruledValue(raw, loginProvider, providerRule);
  const found = tokenOrigin(raw, TOKEN_KEYS, context);
  if (found === undefined) {
    if (provider !== undefined) throw partialKeys(raw, loginProvider, loginTokenFile, loginProcess);
    return undefined;
  }
  if (provider === undefined) throw partialKeys(raw, found.key, loginProvider);
  return { provider, at: locationOf(raw, loginProvider), token: found.token };
}

/** The error of a profile that has keys of a pool but not its id; undefined if it has none of them. */
export function incompleteCognito({ raw }: Profile): ConfigError | undefined {
  const present = KEYS.find((key) => textOf(raw.settings, key) !== undefined);
  return present && partialKeys(raw, present, identityPoolId);
}

function partialKeys(raw: RawProfile, present: string, missing: string, or?: string): ConfigError {
  const at = locationOf(raw, present);
  const details = { kind: 'partial-keys', profile: raw.name, present, missing, at } as const;
  return new ConfigError(or === undefined ? details : { ...details, or });
}
