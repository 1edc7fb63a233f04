/**
 * The credential source of a Cognito identity pool: credentials of the pool's role for a guest, or for the user of a login
 * provider, whose token a file or a command gives. The id of the pool names its region; the `region` of the profile counts only
 * for STS and for exports.
 *
 * @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetCredentialsForIdentity.html
 */

import { serviceEndpoint } from '../endpoints.ts';
import { ConfigError } from '../errors.ts';
import { cognitoKeys } from '../keys.ts';
import type { CognitoLogin, CognitoSource } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import type { Profile } from '../profile/profile.ts';
import { locationOf, type RawProfile, ruledValue, textOf } from '../profile/raw-profile.ts';
import { regionRule, roleArnRule, type ValueRule } from '../profile/rules.ts';
import { clientOptionsOf, tokenOrigin } from '../settings.ts';

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
