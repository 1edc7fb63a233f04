/**
 * The values of `credential_source`: `Environment` (keys or a web identity in variables), `EcsContainer` and
 * `Ec2InstanceMetadata`.
 */

import { createHash } from 'node:crypto';
import { Credentials } from '../../credentials.ts';
import { decodedProfile, parseInstant } from '../../util/text.ts';
import { ConfigError } from '../errors.ts';
import { metadataKeys, roleKeys } from '../keys.ts';
import type { CredentialSource, RoleLink } from '../plan.ts';
import type { PlanContext, Variables } from '../plan-context.ts';
import type { Profile } from '../profile/profile.ts';
import { isTemporaryId, locationOf, ruledValue } from '../profile/raw-profile.ts';
import {
  accountIdRule,
  booleanRule,
  numberRule,
  type ValueRule,
  wordRule,
} from '../profile/rules.ts';
import { environmentWebIdentity } from './federation.ts';

// `credential_source = Environment`: keys in variables, else the web identity whose token and role variables name, as
// Kubernetes sets them for a pod (`AWS_WEB_IDENTITY_TOKEN_FILE`, the environment form of the SDKs' own chain).

/** The variables of a key pair, and optional ones beside it. */
export const KEY_VARIABLES = { id: 'AWS_ACCESS_KEY_ID', secret: 'AWS_SECRET_ACCESS_KEY' } as const;
const TOKEN = 'AWS_SESSION_TOKEN';
const EXPIRATION = 'AWS_CREDENTIAL_EXPIRATION';
const ACCOUNT = 'AWS_ACCOUNT_ID';

/** The variables that a cached answer from the environment depends on. */
export const ENVIRONMENT_VARIABLES = [
  KEY_VARIABLES.id,
  KEY_VARIABLES.secret,
  TOKEN,
  EXPIRATION,
  ACCOUNT,
] as const;

/** The credentials in the environment. Throws `missing-environment` and `invalid-environment`. */
export function environmentSource(profile: Profile, context: PlanContext): CredentialSource {
  const { variables } = context;
  if (!variables.text(KEY_VARIABLES.id) && !variables.text(KEY_VARIABLES.secret)) {
    const webIdentity = environmentWebIdentity(profile, context);
    if (webIdentity !== undefined) return webIdentity;
  }
  const at = locationOf(profile.raw, roleKeys.credentialSource);
  return {
    kind: 'environment',
    profile: profile.name,
    credentials: environmentKeys(profile, variables),
    at,
  };
}

/**
 * Refuses keys in the environment that swrole itself exported for one of these roles: `eval $(swrole a)` for the second
 * time. A role seldom trusts its own session, and that session has no MFA device. Throws `own-keys`.
 *
 * @param profile the selected profile
 * @param link its role, linked to the roles behind it
 */
export function assertNotOwnKeys(
  profile: string,
  link: RoleLink | undefined,
  source: CredentialSource,
  { variables }: Pick<PlanContext, 'variables'>,
): void {
  const name = source.kind === 'environment' && variables.text('SWROLE_PROFILE');
  if (source.kind !== 'environment' || !name || link === undefined) return;
  const keysOf = decodedProfile(name);
  // Keys without a token are long-term keys, which the user set later.
  if (source.credentials.sessionToken === undefined || !isAmong(keysOf, profile, link)) return;
  throw new ConfigError({ kind: 'own-keys', profile: source.profile, keysOf, at: source.at });
}

function isAmong(keysOf: string, profile: string, link: RoleLink): boolean {
  if (keysOf === profile) return true;
  for (let each: RoleLink | undefined = link; each; each = each.behind)
    if (each.step.profile === keysOf) return true;
  return false;
}

function withoutToken({ name, raw }: Profile, variables: Variables): ConfigError {
  return new ConfigError({
    kind: 'environment-without-token',
    profile: name,
    hasOldToken: Boolean(variables.text('AWS_SECURITY_TOKEN')),
    at: locationOf(raw, roleKeys.credentialSource),
  });
}

const expirationRule: ValueRule<number> = {
  problem: 'must be a time such as 2026-01-31T12:00:00Z',
  parse: parseInstant,
};

function environmentKeys(profile: Profile, variables: Variables): Credentials {
  const { id, secret } = KEY_VARIABLES;
  const accessKeyId = variables.text(id);
  const secretAccessKey = variables.text(secret);
  if (!accessKeyId || !secretAccessKey)
    throw missingEnvironment(
      profile,
      [id, secret].filter((name) => !variables.text(name)),
    );
  const sessionToken = variables.text(TOKEN) || undefined;
  if (isTemporaryId(accessKeyId) && sessionToken === undefined)
    throw withoutToken(profile, variables);
  return new Credentials({
    accessKeyId,
    secretAccessKey,
    sessionToken,
    expiration: variables.value(EXPIRATION, expirationRule),
    accountId: variables.value(ACCOUNT, accountIdRule),
  });
}

// `credential_source = EcsContainer`: an agent beside the container gives the credentials of its role (contract E.1).

/** The variables that authenticate the container: agents of two containers may share an address, such as EKS's. */
const AUTHORIZATION = [
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
] as const;

/** The first one wins. */
const URI_VARIABLES = [
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
] as const;

/** The variables that a cached answer from the agent depends on. */
export const CONTAINER_VARIABLES = [...URI_VARIABLES, ...AUTHORIZATION] as const;

/** The address of the ECS agent. */
const ECS_AGENT = 'http://169.254.170.2';

/**
 * Hosts that allow plain http: this machine and the agents of ECS and EKS, whose addresses are local to it. Others need
 * https (every SDK's rule).
 */
const AGENTS = new Set(['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]', 'localhost', '[::1]']);

const relativeUriRule: ValueRule<string> = {
  problem: 'must be a path that begins with a slash',
  parse: (text) => (/^\/[!-~]*$/.test(text) ? new URL(ECS_AGENT + text).href : undefined),
};

const fullUriRule: ValueRule<string> = {
  problem: `must be an https URL, or an http one of this machine or of the agents ${[...AGENTS].slice(0, 3).join(', ')}`,
  parse: (text) => (isAllowed(text) ? text : undefined),
};

/** The agent that the environment names. Throws `missing-environment` and `invalid-environment`. */
export function containerSource(profile: Profile, { variables }: PlanContext): CredentialSource {
  const [relative, full] = URI_VARIABLES;
  const url = variables.value(relative, relativeUriRule) ?? variables.value(full, fullUriRule);
  if (url === undefined) throw missingEnvironment(profile, URI_VARIABLES);
  const at = locationOf(profile.raw, roleKeys.credentialSource);
  return {
    kind: 'container',
    profile: profile.name,
    url,
    authorization: authorization(variables),
    at,
  };
}

function authorization(variables: Variables): string {
  const values = AUTHORIZATION.map((name) => variables.text(name) || null);
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}

function isAllowed(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  if (protocol === 'https:') return true;
  return protocol === 'http:' && (AGENTS.has(hostname) || /^127(?:\.\d+){3}$/.test(hostname));
}

// `credential_source = Ec2InstanceMetadata`: the instance profile of this EC2 instance (contract E.2).

const DISABLED = 'AWS_EC2_METADATA_DISABLED';

/** The variables that a cached answer from the metadata service depends on. */
export const METADATA_VARIABLES = [
  DISABLED,
  'AWS_EC2_METADATA_SERVICE_ENDPOINT',
  'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE',
  'AWS_EC2_METADATA_V1_DISABLED',
  'AWS_METADATA_SERVICE_TIMEOUT',
  'AWS_METADATA_SERVICE_NUM_ATTEMPTS',
] as const;

const ENDPOINTS = { IPv4: 'http://169.254.169.254', IPv6: 'http://[fd00:ec2::254]' } as const;

const endpointRule: ValueRule<string> = {
  problem: `must be an http URL, such as ${ENDPOINTS.IPv4}`,
  parse: (text) => (URL.canParse(text) && new URL(text).protocol === 'http:' ? text : undefined),
};

const modeRule: ValueRule<keyof typeof ENDPOINTS> = {
  problem: 'must be IPv4 or IPv6',
  parse: (text) => wordRule('IPv4', 'IPv6').parse(text.replace(/^ip(?=v[46]$)/i, 'IP')),
};

/**
 * The metadata service that gives the instance's credentials. Throws `metadata-disabled`, `invalid-environment` and
 * `invalid-value`.
 */
export function instanceSource(profile: Profile, { variables }: PlanContext): CredentialSource {
  const { name, raw } = profile;
  const at = locationOf(raw, roleKeys.credentialSource);
  if (variables.value(DISABLED, booleanRule))
    throw new ConfigError({ kind: 'metadata-disabled', profile: name, variable: DISABLED, at });
  const setting = <Value>(variable: string, key: string, rule: ValueRule<Value>) =>
    variables.value(variable, rule) ?? ruledValue(raw, key, rule);
  const { endpoint, endpointMode, v1Disabled, timeout, attempts } = metadataKeys;
  const service = 'AWS_EC2_METADATA_SERVICE_ENDPOINT';
  const mode = setting(`${service}_MODE`, endpointMode, modeRule) ?? 'IPv4';
  const seconds = setting('AWS_METADATA_SERVICE_TIMEOUT', timeout, numberRule(1, 50, 'seconds'));
  return {
    kind: 'instance',
    profile: name,
    endpoint: setting(service, endpoint, endpointRule) ?? ENDPOINTS[mode],
    v1Disabled: setting('AWS_EC2_METADATA_V1_DISABLED', v1Disabled, booleanRule) ?? false,
    timeLimit: (seconds ?? 1) * 1000,
    maxAttempts: setting('AWS_METADATA_SERVICE_NUM_ATTEMPTS', attempts, numberRule(1, 10)) ?? 1,
    at,
  };
}

/** The error of a `credential_source` whose variables are not set. */
function missingEnvironment(
  { name, raw, credentialSource }: Profile,
  variables: readonly string[],
): ConfigError {
  const key = roleKeys.credentialSource;
  const at = locationOf(raw, key);
  return new ConfigError({
    kind: 'missing-environment',
    profile: name,
    key,
    value: String(credentialSource),
    variables,
    at,
  });
}
