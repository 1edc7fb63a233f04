/**
 * AWS's partitions: separate clouds, each with its own STS. A role lives in the partition its ARN names, so the ARN decides
 * where to call when nobody names a region. Data: botocore `partitions.json`.
 */

interface Partition {
  /** Where STS answers when no region is configured. */
  readonly region: string;
  /** What the names of its regions, and no other's, begin with. */
  readonly prefix: string;
}

const COMMERCIAL = 'aws';
const PARTITIONS = new Map<string, Partition>([
  ['aws-cn', { region: 'cn-north-1', prefix: 'cn-' }],
  ['aws-us-gov', { region: 'us-gov-west-1', prefix: 'us-gov-' }],
  ['aws-eusc', { region: 'eusc-de-east-1', prefix: 'eusc-' }],
  ['aws-iso', { region: 'us-iso-east-1', prefix: 'us-iso-' }],
  ['aws-iso-b', { region: 'us-isob-east-1', prefix: 'us-isob-' }],
  ['aws-iso-e', { region: 'eu-isoe-west-1', prefix: 'eu-isoe-' }],
  ['aws-iso-f', { region: 'us-isof-south-1', prefix: 'us-isof-' }],
]);

/** The region to call STS in by default, such as `us-east-1` for `aws`; undefined for a partition not known here. */
export function defaultRegion(partition: string): string | undefined {
  return partition === COMMERCIAL ? 'us-east-1' : PARTITIONS.get(partition)?.region;
}

/** The partition of a region by its name; a name that fits no other is `aws`'s. */
export function partitionOf(region: string): string {
  for (const [partition, { prefix }] of PARTITIONS) if (region.startsWith(prefix)) return partition;
  return COMMERCIAL;
}
