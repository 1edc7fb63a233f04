import { expect, test } from 'vitest';
import { hasRegionForm, partitionOf, regionMeant } from '../../src/config/regions.ts';

test.each([
  'us-east-1',
  'ap-southeast-5',
  'mx-central-1',
  'il-central-1',
  'cn-northwest-1',
  'us-gov-west-1',
  'us-iso-east-1',
  'us-isob-east-1',
  'eu-isoe-west-1',
  'us-isof-south-1',
  'eusc-de-east-1',
  'aws-global',
  'aws-us-gov-global',
  'fips-us-east-1',
  'us-gov-west-1-fips',
])('%s has the form of a region', (region) => {
  expect([hasRegionForm(region), regionMeant(region)]).toEqual([true, undefined]);
});

test.each([
  ['us-east1', 'us-east-1'],
  ['useast1', 'us-east-1'],
  ['us_east_1', 'us-east-1'],
  ['US-EAST-1', 'us-east-1'],
  ['us east 1', 'us-east-1'],
  ['us-east-1a', 'us-east-1'],
  ['us-east', 'us-east-1'],
  ['eu-wset-2', 'eu-west-2'],
  ['ap-south-east-2', 'ap-southeast-2'],
  ['usgov-west-1', 'us-gov-west-1'],
  ['us-gov-west1', 'us-gov-west-1'],
  ['eu-isoewest-1', 'eu-isoe-west-1'],
  ['euscde-east-1', 'eusc-de-east-1'],
])('%s is corrected to %s', (text, meant) => {
  expect([hasRegionForm(text), regionMeant(text)]).toEqual([false, meant]);
});

test.each(['x', 'local', 'auto', 'minio', 'default', 'us-1', 'wJalrXUtnFEMI/K7MDENG', ''])(
  '%j is near to no region',
  (text) => expect([hasRegionForm(text), regionMeant(text)]).toEqual([false, undefined]),
);

test.each([
  ['us-east-1', 'aws'],
  ['eu-west-1', 'aws'],
  ['cn-northwest-1', 'aws-cn'],
  ['us-gov-east-1', 'aws-us-gov'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['us-iso-west-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-east-1', 'aws-iso-f'],
])('%s is of %s', (region, partition) => expect(partitionOf(region)).toBe(partition));
