import { expect, test } from 'vitest';
import { restoreRegion } from '../../src/fast-path/fingerprint.ts';

type Variables = Readonly<Record<string, string>>;

const SET = {
  AWS_REGION: 'eu-west-1',
  AWS_DEFAULT_REGION: 'eu-west-1',
  SWROLE_REGION: 'eu-west-1',
} as const;

test.each<[string, Variables, Variables]>([
  ['nothing that swrole has set', { AWS_REGION: 'us-west-2' }, { AWS_REGION: 'us-west-2' }],
  [
    'what swrole has set',
    { ...SET, SWROLE_REGION_BEFORE: 'us-west-2', SWROLE_DEFAULT_REGION_BEFORE: '' },
    { AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: '' },
  ],
  ['variables that were not set', SET, {}],
  [
    'what the user has changed since then',
    { ...SET, AWS_REGION: 'eu-west-3', SWROLE_REGION_BEFORE: 'us-west-2' },
    { AWS_REGION: 'eu-west-3' },
  ],
  [
    'the same region before',
    { ...SET, SWROLE_REGION_BEFORE: 'eu-west-1' },
    { AWS_REGION: 'eu-west-1' },
  ],
])('%s: the region from before is restored, also the second time', (_name, before, after) => {
  const env: Record<string, string | undefined> = { ...before };
  const region = () => ({ AWS_REGION: env.AWS_REGION, AWS_DEFAULT_REGION: env.AWS_DEFAULT_REGION });
  restoreRegion(env);
  expect(region()).toEqual(after);
  restoreRegion(env);
  expect(region()).toEqual(after);
});
