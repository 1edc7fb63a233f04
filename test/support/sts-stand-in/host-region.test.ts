import { expect, test } from 'vitest';
import { regionOfHost } from './host-region.ts';

test.each([
  ['sts.eu-west-1.amazonaws.com', 'eu-west-1'],
  ['sts.amazonaws.com', 'us-east-1'],
  ['sts.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  ['sts.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
  ['sts.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
  ['sts-fips.us-east-1.amazonaws.com', 'us-east-1'],
  ['sts.us-east-1.api.aws:443', 'us-east-1'],
  ['127.0.0.1:12345', undefined],
  ['localhost:12345', undefined],
])('requests to %s are signed for %s', (host, region) => {
  expect(regionOfHost(host)).toBe(region);
});
