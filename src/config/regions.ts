/**
 * The region of an STS call, AWS's partitions, and the form of region names. The SDKs disagree about the region of STS:
 * botocore requires one, JS asks its caller, Java falls back to a global host. In swrole a role always has one, because
 * its ARN names its partition.
 */

import { REGION_NAMES } from '../fast-path/fingerprint.ts';
import { nearestName } from '../util/text.ts';
import { endpointKeys, roleKeys } from './keys.ts';
import type { Variables } from './plan-context.ts';
import type { Profile } from './profile/profile.ts';
import { invalidValue, locationOf } from './profile/raw-profile.ts';
import { regionRule } from './profile/rules.ts';
import type { ChainWarning, Warn } from './warnings.ts';

const UNKNOWN_PARTITION =
  'must be of a partition that swrole knows, unless the profile has a region';

/**
 * The profile's `region`, else the environment's, else the default of the partition. A region of another partition is used
 * if the profile names it, but ignored in the environment, which is not about this role alone. Throws
 * `invalid-environment`, and `invalid-value` for a role in a partition unknown to swrole if no region is configured.
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

// AWS's partitions: separate clouds, each with its own STS. A role belongs to the partition that its ARN names, so the ARN
// decides the region if none is configured. Data: botocore `partitions.json`.

interface Partition {
  readonly name: string;
  /** The region of STS calls if none is configured. */
  readonly region: string;
  /** The prefix of its regions' names, which no other partition uses. */
  readonly prefix: string;
}

const COMMERCIAL = 'aws';
const PARTITIONS: readonly Partition[] = [
  { name: 'aws-cn', region: 'cn-north-1', prefix: 'cn-' },
  { name: 'aws-us-gov', region: 'us-gov-west-1', prefix: 'us-gov-' },
  { name: 'aws-eusc', region: 'eusc-de-east-1', prefix: 'eusc-' },
  { name: 'aws-iso', region: 'us-iso-east-1', prefix: 'us-iso-' },
  { name: 'aws-iso-b', region: 'us-isob-east-1', prefix: 'us-isob-' },
  { name: 'aws-iso-e', region: 'eu-isoe-west-1', prefix: 'eu-isoe-' },
  { name: 'aws-iso-f', region: 'us-isof-south-1', prefix: 'us-isof-' },
];

/** The default region of STS, such as `us-east-1` for `aws`; undefined for an unknown partition. IAM has its host there too. */
export function defaultRegion(partition: string): string | undefined {
  if (partition === COMMERCIAL) return 'us-east-1';
  return PARTITIONS.find(({ name }) => name === partition)?.region;
}

/** The partition of a region, by its name; `aws` if no prefix fits. */
export function partitionOf(region: string): string {
  for (const { name, prefix } of PARTITIONS) if (region.startsWith(prefix)) return name;
  return COMMERCIAL;
}

/**
 * The partition that an ARN names. `aws` for a text that is no ARN, such as the bare serial number of a hardware device,
 * which exists in that partition only (IAM user guide).
 */
export function partitionOfArn(text: string): string {
  return /^arn:([^:]+):/.exec(text)?.[1] ?? COMMERCIAL;
}

// The form of region names, in every partition: `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`. A list of regions would be
// out of date with the next new one, so a name is recognized by its form, and a typo by its similarity.

const DIRECTIONS = [
  'central',
  'north',
  'south',
  'east',
  'west',
  'northeast',
  'northwest',
  'southeast',
  'southwest',
] as const;

/** The part before the direction. */
const AREA = '[a-z]{2}(?:-(?:gov|iso[a-z]?))?|[a-z]{4}-[a-z]{2}';

const REGION = new RegExp(`^(?:${AREA})-(?:${DIRECTIONS.join('|')})-[1-9][0-9]?$`);

/** Names that SDKs accept as a region, but that are not one. */
const PSEUDO = /^(?:aws-(?:[a-z-]+-)?)?global$|^fips-|-fips$/;

/** The parts of a name whose dashes, number or zone may be wrong: `useast1`, `us_east_1`, `us-east`, `us-east-1a`. */
const PARTS =
  /^([a-z]{4}-?de|[a-z]{2}-?(?:gov|iso[a-z]?)|[a-z]{2})-?([a-z-]*[a-z])-?(\d{0,2})[a-z]?$/;

/** Whether a text has the form of a region name. */
export function hasRegionForm(text: string): boolean {
  return REGION.test(text) || PSEUDO.test(text);
}

/** The region name that a misspelt one probably means; `undefined` if the text is well-formed or similar to none. */
export function regionMeant(text: string): string | undefined {
  if (hasRegionForm(text)) return undefined;
  const [, area, written, number] = PARTS.exec(text.toLowerCase().replace(/[_ ]/g, '-')) ?? [];
  if (area === undefined || written === undefined) return undefined;
  const direction = nearestName(written.replaceAll('-', ''), DIRECTIONS);
  if (direction === undefined) return undefined;
  const dashed = area.replace(
    /^([a-z]{2})-?(gov|iso[a-z]?)$|^([a-z]{4})-?([a-z]{2})$/,
    '$1$3-$2$4',
  );
  const meant = `${dashed}-${direction}-${Number(number) || 1}`;
  return REGION.test(meant) ? meant : undefined;
}
