/** Where a role is assumed: a matter of the profile that holds it, the environment, and the partition in its ARN. */
import type { Environment } from '../system.ts';
import type { ConfigFiles } from './config-files.ts';
import type { ChainWarning, Warn } from './config-warning.ts';
import type { RoleProfile } from './profile/profile.ts';
import { stsRegion } from './sts-region.ts';
import { stsUrl } from './sts-url.ts';

/** Where an STS call goes: a region to sign for and, where one is configured, a URL that replaces the default host. */
export interface StsEndpoint {
  readonly region: string;
  readonly url: string | undefined;
}

/** Where the role of one profile is assumed. Throws `invalid-value` and `invalid-environment`. */
export function stsEndpoint(
  profile: RoleProfile,
  services: ConfigFiles['services'],
  env: Environment,
  warn: Warn<ChainWarning>,
): StsEndpoint {
  return { region: stsRegion(profile, env, warn), url: stsUrl(profile, services, env) };
}
