/** Where STS is called: a matter of the profile, the environment, and the partition that is called. */
import { callSetting } from './call-setting.ts';
import type { Planning } from './planning.ts';
import type { Profile } from './profile/profile.ts';
import { stsRegionalEndpointsRule } from './profile/value-rules.ts';
import { type ServiceEndpoint, serviceEndpoint } from './service-endpoint.ts';
import { stsRegion } from './sts-region.ts';

/** Where an STS call goes. */
export interface StsEndpoint extends ServiceEndpoint {
  /** `sts.amazonaws.com` for the regions that had no host of their own once; the others keep theirs. */
  readonly useGlobal: boolean;
}

/** Where the calls of one profile go, in a partition such as `aws`. Throws `invalid-value` and `invalid-environment`. */
export function stsEndpoint(profile: Profile, partition: string, planning: Planning): StsEndpoint {
  const region = stsRegion(profile, partition, planning.env, planning.warn);
  const regional = callSetting(
    'stsRegionalEndpoints',
    'AWS_STS_REGIONAL_ENDPOINTS',
    stsRegionalEndpointsRule,
    profile,
    planning,
  );
  const endpoint = serviceEndpoint('sts', region, profile, planning);
  return { ...endpoint, useGlobal: endpoint.url === undefined && regional === 'legacy' };
}
