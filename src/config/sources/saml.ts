/**
 * The credential source of a SAML assertion: a role that is assumed with what an identity provider has signed. No
 * credentials sign the call, so it starts a chain. The assertion holds the session's name and tags.
 */

import { ConfigError } from '../errors.ts';
import { roleKeys, samlKeys } from '../keys.ts';
import type { PlanContext } from '../plan-context.ts';
import type { Profile, RoleProfile } from '../profile/profile.ts';
import { locationOf, ruledValue, textOf } from '../profile/raw-profile.ts';
import type { ValueRule } from '../profile/rules.ts';
import { tokenOrigin } from '../settings.ts';
import { type FoundRole, unsignedRequest, withoutRole } from './federation.ts';

const ASSERTION = { file: samlKeys.assertionFile, process: samlKeys.process } as const;

/** Keys of AWS that AssumeRoleWithSAML has no parameter for: a warning. */
const UNUSED_KEYS = [roleKeys.externalId, roleKeys.mfaSerial, roleKeys.roleSessionName] as const;

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
  const request = unsignedRequest(profile, key, UNUSED_KEYS, context);
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
