/**
 * The credential sources of an identity provider: a role that is assumed with the token of a web identity, or with a SAML
 * assertion. No credentials sign the call, so it starts a chain. The token or the assertion holds the identity and the session's
 * tags; parameters that only AssumeRole has are refused or unused.
 */

import { ConfigError } from '../errors.ts';
import { roleKeys, samlKeys, sessionKeys } from '../keys.ts';
import type { CredentialSource, RoleRequest } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import type { Profile, RoleProfile } from '../profile/profile.ts';
import { locationOf, ruledValue, textOf } from '../profile/raw-profile.ts';
import { roleArnRule, sessionNameRule, type ValueRule } from '../profile/rules.ts';
import { roleRequest } from '../resolve-step.ts';
import { environmentPath, excludedKey, tokenOrigin } from '../settings.ts';

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
