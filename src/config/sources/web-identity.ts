/**
 * The credential source of a web identity: a role that is assumed with the token of another identity provider. No
 * credentials sign the call, so it starts a chain. The token holds the identity and the session's tags; parameters that
 * only AssumeRole has are refused or unused.
 */

import { ConfigError } from '../errors.ts';
import { roleKeys, sessionKeys } from '../keys.ts';
import type { CredentialSource } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import type { Profile, RoleProfile } from '../profile/profile.ts';
import { locationOf, type RawProfile, textOf } from '../profile/raw-profile.ts';
import { roleArnRule, sessionNameRule } from '../profile/rules.ts';
import { roleRequest } from '../resolve-step.ts';
import { environmentPath, profilePath } from '../settings.ts';

const TOKEN_FILE = roleKeys.webIdentityTokenFile;

/** Keys of swrole that AssumeRoleWithWebIdentity has no parameter for: an error. */
const EXCLUDED_KEYS = [
  sessionKeys.sourceIdentity,
  sessionKeys.sessionTags,
  sessionKeys.transitiveSessionTags,
] as const;

/** Keys of AWS that the SDKs ignore here: a warning. */
const UNUSED_KEYS = [roleKeys.externalId, roleKeys.mfaSerial] as const;

/** The variables of the environment form; a cached answer from them depends on their values. */
export const WEB_IDENTITY_VARIABLES = [
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
] as const;

/**
 * The role of a profile with a token; undefined if it has none. Throws `excluded-key` for a key that the call has no
 * parameter for.
 */
export function webIdentitySource(
  profile: RoleProfile,
  context: PlanContext,
): CredentialSource | undefined {
  const { raw, name, roleArn } = profile;
  const tokenFile = profilePath(raw, TOKEN_FILE, context.home);
  if (tokenFile === undefined) return undefined;
  for (const key of EXCLUDED_KEYS)
    if (textOf(raw.settings, key) !== undefined) throw excludedKey(raw, key);
  for (const key of UNUSED_KEYS)
    if (textOf(raw.settings, key) !== undefined)
      context.warn({
        kind: 'unused-key',
        profile: name,
        key,
        used: TOKEN_FILE,
        at: locationOf(raw, key),
      });
  return { ...roleRequest(profile, roleArn, context), kind: 'web-identity', tokenFile };
}

function excludedKey(raw: RawProfile, key: string): ConfigError {
  const at = locationOf(raw, key);
  return new ConfigError({ kind: 'excluded-key', profile: raw.name, key, by: TOKEN_FILE, at });
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
  return { ...call, kind: 'web-identity', tokenFile };
}

/** The error of a profile that has a token but no role to assume with it; undefined if it has no token. */
export function incompleteWebIdentity({ name, raw }: Profile): ConfigError | undefined {
  if (textOf(raw.settings, TOKEN_FILE) === undefined) return undefined;
  const [present, missing] = [TOKEN_FILE, roleKeys.roleArn];
  const at = locationOf(raw, present);
  return new ConfigError({ kind: 'partial-keys', profile: name, present, missing, at });
}
