/** Where STS is called: a matter of the profile, the environment, and the partition that is called. */
import { GLOBAL_REGION } from '../fast-path/fingerprint.ts';
import { callSetting } from './call-setting.ts';
import type { Planning } from './plan-context.ts';
import type { Profile } from './profile/profile.ts';
import { stsRegionalEndpointsRule } from './profile/rules.ts';
import { type ServiceEndpoint, serviceEndpoint } from './endpoints.ts';
import { stsRegion } from './regions.ts';

/** Where an STS call goes. */
export interface StsEndpoint extends ServiceEndpoint {
  /** Whether `sts_regional_endpoints` asks for the global host. */
  readonly isLegacy: boolean;
  /** `sts.amazonaws.com`: its sessions are not good in regions that an account must enable. */
  readonly useGlobal: boolean;
}

/** The regions whose calls the global host takes; the others keep theirs (botocore and the endpoint rules of the SDK). */
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

/** Where the calls of one profile go, in a partition such as `aws`. Throws `invalid-value` and `invalid-environment`. */
export function stsEndpoint(profile: Profile, partition: string, planning: Planning): StsEndpoint {
  const region = stsRegion(profile, partition, planning.variables, planning.warn);
  const regional = callSetting(
    'stsRegionalEndpoints',
    'AWS_STS_REGIONAL_ENDPOINTS',
    stsRegionalEndpointsRule,
    profile,
    planning,
  );
  const endpoint = serviceEndpoint('sts', region, profile, planning);
  const { url, useFips, useDualStack } = endpoint;
  const isLegacy = regional === 'legacy';
  return { region, url, useFips, useDualStack, isLegacy, useGlobal: isGlobal(endpoint, isLegacy) };
}

function isGlobal({ region, url, useFips, useDualStack }: ServiceEndpoint, isLegacy: boolean) {
  if (url !== undefined || useFips || useDualStack) return false;
  return region === GLOBAL_REGION || (isLegacy && LEGACY_REGIONS.has(region));
}
