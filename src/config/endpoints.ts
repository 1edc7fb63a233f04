/** Which host of a service is called: the one of a region, in the kind that is asked for, or one that is configured. */
import { callSetting } from './call-setting.ts';
import type { Planning } from './plan-context.ts';
import type { Profile } from './profile/profile.ts';
import { booleanRule } from './profile/rules.ts';
import { type ServiceId, serviceUrl } from './service-url.ts';

/** Where the calls to a service go. */
export interface ServiceEndpoint {
  /** What the call is signed for, and whose host is called. */
  readonly region: string;
  /** Replaces the region's host. */
  readonly url: string | undefined;
  readonly useFips: boolean;
  readonly useDualStack: boolean;
}

/**
 * Where the calls of a profile to a service in a region go. A URL that is configured is called as it is, also where FIPS or
 * dual-stack hosts are wanted (contract C.3). Throws `invalid-value` and `invalid-environment`.
 */
export function serviceEndpoint(
  service: ServiceId,
  region: string,
  profile: Profile,
  planning: Planning,
): ServiceEndpoint {
  const url = serviceUrl(service, profile, planning);
  const wants = (name: 'useFipsEndpoint' | 'useDualStackEndpoint', variable: string) =>
    callSetting(name, variable, booleanRule, profile, planning) === true && url === undefined;
  return {
    region,
    url,
    useFips: wants('useFipsEndpoint', 'AWS_USE_FIPS_ENDPOINT'),
    useDualStack: wants('useDualStackEndpoint', 'AWS_USE_DUALSTACK_ENDPOINT'),
  };
}
