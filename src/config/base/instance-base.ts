/** `credential_source = Ec2InstanceMetadata`: the instance profile of this machine (contract E.2). */
import { ConfigError } from '../errors.ts';
import { metadataKeys, roleKeys } from '../keys.ts';
import type { Planning } from '../plan-context.ts';
import type { Profile } from '../profile/profile.ts';
import { locationOf, ruledValue } from '../profile/raw-profile.ts';
import { booleanRule, numberRule, type ValueRule, wordRule } from '../profile/rules.ts';
import type { Base } from './bases.ts';

const DISABLED = 'AWS_EC2_METADATA_DISABLED';

/** What an answer that was made from the instance's credentials depends on. */
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

/** How the metadata service is asked for the credentials of the instance. Throws `metadata-disabled` and bad values. */
export function instanceBase(profile: Profile, { variables }: Planning): Base {
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
