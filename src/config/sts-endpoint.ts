/** Where STS is called: a matter of the profile, the environment, and the partition that is called. */
import type { Environment } from '../system.ts';
import type { ConfigFiles } from './config-files.ts';
import type { ChainWarning, Warn } from './config-warning.ts';
import type { Profile } from './profile/profile.ts';
import { stsRegion } from './sts-region.ts';
import { stsUrl } from './sts-url.ts';

/** Where an STS call goes: a region to sign for and, where one is configured, a URL that replaces the default host. */
export interface StsEndpoint {
  readonly region: string;
  readonly url: string | undefined;
}

/** Where the calls of one profile go, in a partition such as `aws`. Throws `invalid-value` and `invalid-environment`. */
export function stsEndpoint(
  profile: Profile,
  partition: string,
  services: ConfigFiles['services'],
  env: Environment,
  warn: Warn<ChainWarning>,
): StsEndpoint {
  return { region: stsRegion(profile, partition, env, warn), url: stsUrl(profile, services, env) };
}
