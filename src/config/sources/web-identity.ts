/**
 * A role that is assumed with a token of another identity provider: no credentials sign the call, so it starts a chain.
 * The token says who it is and which tags the session gets; what only AssumeRole takes has no place here.
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

/** Swrole's own keys, which ask for something that the call cannot give. */
const IMPOSSIBLE = [
  sessionKeys.sourceIdentity,
  sessionKeys.sessionTags,
  sessionKeys.transitiveSessionTags,
] as const;

/** Keys of AWS that the SDKs pass over here. */
const UNUSED = [roleKeys.externalId, roleKeys.mfaSerial] as const;

/** Variables of the environment form; what an answer that was made from them depends on. */
export const WEB_IDENTITY_VARIABLES = [
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
] as const;

/** The role of a profile with a token; undefined if it names none. Throws `excluded-key` for what the call cannot take. */
export function webIdentitySource(
  profile: RoleProfile,
  context: PlanContext,
): CredentialSource | undefined {
  const { raw, name, roleArn } = profile;
  const tokenFile = profilePath(raw, TOKEN_FILE, context.home);
  if (tokenFile === undefined) return undefined;
  for (const key of IMPOSSIBLE)
    if (textOf(raw.settings, key) !== undefined) throw excludedKey(raw, key);
  for (const key of UNUSED)
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

/** The role that the environment names for `profile`; undefined if it names none. Throws `invalid-environment`. */
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
  // The profile's own parameters are those of its own role.
  const unset = { durationSeconds: undefined, policy: undefined, policyArns: undefined };
  const call = { profile: profile.name, role, endpoint, transport, sessionName, ...unset };
  return { ...call, kind: 'web-identity', tokenFile };
}

/** The error of a profile that names a token and no role to assume with it; undefined if it names none. */
export function incompleteWebIdentity({ name, raw }: Profile): ConfigError | undefined {
  if (textOf(raw.settings, TOKEN_FILE) === undefined) return undefined;
  const [present, missing] = [TOKEN_FILE, roleKeys.roleArn];
  const at = locationOf(raw, present);
  return new ConfigError({ kind: 'partial-keys', profile: name, present, missing, at });
}
