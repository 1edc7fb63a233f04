/**
 * A URL in place of STS's own host. What the environment says comes before what the files say, and what is said of STS
 * before what is said of every service: the order of botocore and JS (AWS SDK reference guide, "Service-specific endpoints").
 */
import type { Environment } from '../system.ts';
import { ConfigError, showable } from './config-error.ts';
import type { ConfigFiles } from './config-files.ts';
import { environmentValue } from './environment-value.ts';
import type { Setting } from './grammar/settings.ts';
import { endpointKeys, stsServiceId } from './keys.ts';
import type { Profile } from './profile/profile.ts';
import { invalidValue } from './profile/raw-profile.ts';
import { booleanRule, endpointUrlRule } from './profile/value-rules.ts';

/** The configured URL; undefined for the host of the region. Throws `invalid-value` and `invalid-environment`. */
export function stsUrl(
  profile: Profile,
  services: ConfigFiles['services'],
  env: Environment,
): string | undefined {
  if (ignoresUrls(profile, env)) return undefined;
  return (
    environmentValue(env, 'AWS_ENDPOINT_URL_STS', endpointUrlRule) ??
    environmentValue(env, 'AWS_ENDPOINT_URL', endpointUrlRule) ??
    checkedUrl(profile, serviceUrl(profile, services)) ??
    checkedUrl(profile, profile.raw.settings.get(endpointKeys.endpointUrl))
  );
}

function ignoresUrls({ ignoreConfiguredEndpointUrls }: Profile, env: Environment): boolean {
  const variable = environmentValue(env, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', booleanRule);
  return variable ?? ignoreConfiguredEndpointUrls ?? false;
}

function serviceUrl(
  { raw, services: name }: Profile,
  services: ConfigFiles['services'],
): Setting | undefined {
  if (name === undefined) return undefined;
  const section = services.get(name);
  // Going on would send the call, and its code, to another place than the profile says.
  if (section === undefined)
    throw invalidValue(
      raw,
      endpointKeys.services,
      'must name a [services] section of the config file',
    );
  return section.get(stsServiceId)?.nested.get(endpointKeys.endpointUrl);
}

function checkedUrl({ name }: Profile, setting: Setting | undefined): string | undefined {
  if (!setting?.value) return undefined;
  const { value, at } = setting;
  const { parse, problem } = endpointUrlRule;
  const url = parse(value);
  if (url !== undefined) return url;
  const key = endpointKeys.endpointUrl;
  throw new ConfigError({
    kind: 'invalid-value',
    profile: name,
    key,
    value: showable(value),
    problem,
    at,
  });
}
