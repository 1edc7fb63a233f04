/**
 * The region of an STS call. The SDKs disagree (botocore demands one, JS asks its caller, Java falls back to a global
 * host); here a role always has one, because its ARN names its partition. The environment speaks of other things too, so
 * a region of another partition there is passed over; in the profile that holds the role it was meant.
 */

import { REGION_NAMES } from '../fast-path/region.ts';
import type { ChainWarning, Warn } from './warnings.ts';
import type { Variables } from './environment-value.ts';
import { endpointKeys, roleKeys } from './keys.ts';
import { defaultRegion, partitionOf } from './partition.ts';
import type { Profile } from './profile/profile.ts';
import { invalidValue, locationOf } from './profile/raw-profile.ts';
import { regionRule } from './profile/rules.ts';

const UNKNOWN_PARTITION =
  'must be of a partition that swrole knows, unless the profile has a region';

/**
 * The profile's `region`, else the environment's, else the default of the partition that is called. Throws `invalid-environment`,
 * and `invalid-value` for a role of a partition that is new to this program as long as no region is configured.
 */
export function stsRegion(
  profile: Profile,
  partition: string,
  variables: Variables,
  warn: Warn<ChainWarning>,
): string {
  const region =
    profileRegion(profile, partition, warn) ??
    environmentRegion(profile, partition, variables, warn) ??
    defaultRegion(partition);
  if (region !== undefined) return region;
  throw invalidValue(profile.raw, roleKeys.roleArn, UNKNOWN_PARTITION);
}

function profileRegion(
  { name, raw, region }: Profile,
  partition: string,
  warn: Warn<ChainWarning>,
): string | undefined {
  if (region === undefined || partitionOf(region) === partition) return region;
  const at = locationOf(raw, endpointKeys.region);
  warn({ kind: 'foreign-region', profile: name, region, partition, at });
  return region;
}

function environmentRegion(
  { name }: Profile,
  partition: string,
  variables: Variables,
  warn: Warn<ChainWarning>,
): string | undefined {
  for (const variable of REGION_NAMES) {
    const region = variables.value(variable, regionRule);
    if (region === undefined) continue;
    if (partitionOf(region) === partition) return region;
    warn({ kind: 'unused-region', profile: name, variable, region, partition });
  }
  return undefined;
}
