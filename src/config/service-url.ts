/**
 * A URL in place of a service's own host. What the environment says comes before what the files say, and what is said of
 * the service before what is said of every service: the order of botocore and JS (AWS SDK reference guide, "Service-specific
 * endpoints").
 */
import { shownValue } from '../util/secret-text.ts';
import { ConfigError } from './errors.ts';
import type { Variables } from './environment-value.ts';
import type { Setting } from './grammar/settings.ts';
import { endpointKeys } from './keys.ts';
import type { Planning } from './plan-context.ts';
import type { Profile } from './profile/profile.ts';
import { invalidValue } from './profile/raw-profile.ts';
import { booleanRule, endpointUrlRule } from './profile/rules.ts';

/** A service, by its id as `[services]` sections spell it and variables end: `sts`, `sso_oidc`. */
export type ServiceId = 'sts' | 'sso' | 'sso_oidc' | 'signin';

/** The URL configured for a service; undefined for the host of the region. Throws `invalid-value` and `invalid-environment`. */
export function serviceUrl(
  service: ServiceId,
  profile: Profile,
  { files, variables }: Planning,
): string | undefined {
  const variable = `AWS_ENDPOINT_URL_${service.toUpperCase()}`;
  if (ignoresUrls(profile, variables)) return undefined;
  return (
    variables.value(variable, endpointUrlRule) ??
    variables.value('AWS_ENDPOINT_URL', endpointUrlRule) ??
    checkedUrl(profile, settingOf(service, profile, files.services)) ??
    checkedUrl(profile, profile.raw.settings.get(endpointKeys.endpointUrl))
  );
}

function ignoresUrls({ ignoreConfiguredEndpointUrls }: Profile, variables: Variables): boolean {
  const variable = variables.value('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', booleanRule);
  return variable ?? ignoreConfiguredEndpointUrls ?? false;
}

function settingOf(
  service: ServiceId,
  { raw, services: name }: Profile,
  services: Planning['files']['services'],
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
  return section.get(service)?.nested.get(endpointKeys.endpointUrl);
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
    value: shownValue(value),
    problem,
    at,
  });
}
