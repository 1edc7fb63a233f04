/** Which host a call goes to: the region's host (plain, FIPS or dual-stack), the global STS host, or a configured URL. */

import { GLOBAL_REGION } from '../fast-path/fingerprint.ts';
import { shownValue } from '../util/secret-text.ts';
import { ConfigError } from './errors.ts';
import type { Setting } from './ini/parser.ts';
import { endpointKeys } from './keys.ts';
import type { ServiceEndpoint, StsEndpoint } from './plan-calls.ts';
import type { PlanContext, Variables } from './plan-context.ts';
import type { Profile } from './profile/profile.ts';
import { invalidValue, ownerOf, textOf } from './profile/raw-profile.ts';
import { booleanRule, endpointUrlRule, stsRegionalEndpointsRule } from './profile/rules.ts';
import { stsRegion } from './regions.ts';
import { callSetting } from './settings.ts';

/** The variables with the URLs of services, by the ids that services have in `[services]` sections. */
export const URL_VARIABLES = {
  sts: 'AWS_ENDPOINT_URL_STS',
  iam: 'AWS_ENDPOINT_URL_IAM',
  sso: 'AWS_ENDPOINT_URL_SSO',
  sso_oidc: 'AWS_ENDPOINT_URL_SSO_OIDC',
  signin: 'AWS_ENDPOINT_URL_SIGNIN',
  cognito_identity: 'AWS_ENDPOINT_URL_COGNITO_IDENTITY',
} as const;

type ServiceId = keyof typeof URL_VARIABLES;

/**
 * The endpoint of a service in a region, for the calls of a profile. A configured URL is used as it is, even if FIPS or
 * dual-stack is on (contract C.3). Throws `invalid-value` and `invalid-environment`.
 */
export function serviceEndpoint(
  service: ServiceId,
  region: string,
  profile: Profile,
  context: PlanContext,
): ServiceEndpoint {
  const url = serviceUrl(service, profile, context);
  const fips = callSetting(
    'useFipsEndpoint',
    'AWS_USE_FIPS_ENDPOINT',
    booleanRule,
    profile,
    context,
  );
  const dualStack = callSetting(
    'useDualStackEndpoint',
    'AWS_USE_DUALSTACK_ENDPOINT',
    booleanRule,
    profile,
    context,
  );
  const isDefault = url === undefined;
  return {
    region,
    url,
    useFips: isDefault && fips === true,
    useDualStack: isDefault && dualStack === true,
  };
}

/**
 * The URL configured for a service; undefined for the host of the region. The environment wins over the files, and a
 * setting of the service over a setting of all services: the order of botocore and JS (AWS SDK reference guide,
 * "Service-specific endpoints"). Throws `invalid-value` and `invalid-environment`.
 */
function serviceUrl(
  service: ServiceId,
  profile: Profile,
  { files, variables }: PlanContext,
): string | undefined {
  const { endpointUrl } = endpointKeys;
  if (ignoresUrls(profile, variables)) return undefined;
  return (
    variables.value(URL_VARIABLES[service], endpointUrlRule) ??
    variables.value('AWS_ENDPOINT_URL', endpointUrlRule) ??
    checkedUrl(profile, endpointKeys.services, settingOf(service, profile, files.services)) ??
    checkedUrl(profile, endpointUrl, profile.raw.settings.get(endpointUrl))
  );
}

function ignoresUrls({ ignoreConfiguredEndpointUrls }: Profile, variables: Variables): boolean {
  const variable = variables.value('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', booleanRule);
  return variable ?? ignoreConfiguredEndpointUrls ?? false;
}

function settingOf(
  service: ServiceId,
  { raw, services: name }: Profile,
  services: PlanContext['files']['services'],
): Setting | undefined {
  if (name === undefined) return undefined;
  const section = services.get(name);
  // Without this error, the call and its code would go to another host than the profile names.
  if (section === undefined)
    throw invalidValue(
      raw,
      endpointKeys.services,
      'must name a [services] section of the config file',
    );
  return section.get(service)?.nested.get(endpointKeys.endpointUrl);
}

/** @param by the key of the profile that leads to the setting */
function checkedUrl(
  { raw }: Profile,
  by: string,
  setting: Setting | undefined,
): string | undefined {
  if (!setting?.value) return undefined;
  const { value, at } = setting;
  const { parse, problem } = endpointUrlRule;
  const url = parse(value);
  if (url !== undefined) return url;
  const key = endpointKeys.endpointUrl;
  throw new ConfigError({
    kind: 'invalid-value',
    profile: ownerOf(raw, by),
    key,
    value: shownValue(value),
    problem,
    at,
  });
}

/**
 * The regions with STS calls that may go to the global host; other regions use their own host (botocore and the endpoint
 * rules of the SDK).
 */
const LEGACY_REGIONS: ReadonlySet<string> = new Set([
  GLOBAL_REGION,
  'ap-northeast-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
]);

/** The STS endpoint of a profile, in a partition such as `aws`. Throws `invalid-value` and `invalid-environment`. */
export function stsEndpoint(
  profile: Profile,
  partition: string,
  context: PlanContext,
): StsEndpoint {
  const region = stsRegion(profile, partition, context.variables, context.warn);
  if (hasOwnHosts(profile)) return stsEndpointIn(region, profile, context);
  const { endpoints } = context.shared;
  const url = textOf(profile.raw.settings, endpointKeys.endpointUrl);
  const key = url === undefined ? region : `${region} ${url}`;
  const endpoint = endpoints.get(key) ?? stsEndpointIn(region, profile, context);
  endpoints.set(key, endpoint);
  return endpoint;
}

/** Whether the endpoint depends on more of the profile than its region and its URL. */
function hasOwnHosts(profile: Profile): boolean {
  const { useFipsEndpoint, useDualStackEndpoint, stsRegionalEndpoints, services } = profile;
  const own = useFipsEndpoint ?? useDualStackEndpoint ?? stsRegionalEndpoints ?? services;
  return (own ?? profile.ignoreConfiguredEndpointUrls) !== undefined;
}

function stsEndpointIn(region: string, profile: Profile, context: PlanContext): StsEndpoint {
  const regional = callSetting(
    'stsRegionalEndpoints',
    'AWS_STS_REGIONAL_ENDPOINTS',
    stsRegionalEndpointsRule,
    profile,
    context,
  );
  const endpoint = serviceEndpoint('sts', region, profile, context);
  const { url, useFips, useDualStack } = endpoint;
  const isLegacy = regional === 'legacy';
  return { region, url, useFips, useDualStack, isLegacy, useGlobal: isGlobal(endpoint, isLegacy) };
}

function isGlobal({ region, url, useFips, useDualStack }: ServiceEndpoint, isLegacy: boolean) {
  if (url !== undefined || useFips || useDualStack) return false;
  return region === GLOBAL_REGION || (isLegacy && LEGACY_REGIONS.has(region));
}
