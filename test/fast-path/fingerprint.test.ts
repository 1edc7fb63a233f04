import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type Dependency,
  fileStamp,
  fingerprint,
  restoreRegion,
} from '../../src/fast-path/fingerprint.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A time that can be set again exactly; nanoseconds could not. */
const WHOLE_SECOND = 1_700_000_000;

let home: string;
const config = () => join(home, '.aws', 'config');
/** Waits until a file written now gets a later time than the config file has: kernels count in ticks. */
function passTick(): void {
  const before = statSync(config(), { bigint: true }).ctimeNs;
  const scratch = join(home, 'scratch');
  do writeFileSync(scratch, '');
  while (statSync(scratch, { bigint: true }).ctimeNs <= before);
}

const print = (env: Record<string, string> = {}, profile = 'dev') =>
  fingerprint(profile, env, home);

beforeEach(() => {
  home = tempFolder();
  mkdirSync(join(home, '.aws'));
  writeFileSync(config(), '[profile dev]\nregion = a\n');
  utimesSync(config(), WHOLE_SECOND, WHOLE_SECOND);
});

test('a fingerprint is one word, and the same while nothing changes', () => {
  expect(print()).toBe(print());
  expect(print({ AWS_REGION: 'a b\nc' })).toMatch(/^\S+$/);
});

test('a fingerprint belongs to one profile', () =>
  expect(print({}, 'Dev')).not.toBe(print({}, 'dev')));

test.each([
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ENDPOINT_URL',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
  'AWS_STS_REGIONAL_ENDPOINTS',
  'AWS_ENDPOINT_URL_SSO',
  'AWS_ENDPOINT_URL_SSO_OIDC',
  'AWS_ENDPOINT_URL_SIGNIN',
  'AWS_MAX_ATTEMPTS',
  'AWS_RETRY_MODE',
])('a fingerprint changes with %s', (name) => expect(print({ [name]: '/x' })).not.toBe(print()));

test.each([
  ...['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  ...[
    'AWS_SESSION_TOKEN',
    'AWS_CA_BUNDLE',
    'AWS_PAGER',
    'HTTPS_PROXY',
    'NO_PROXY',
    'PATH',
    'TERM',
    'LANG',
  ],
  ...[
    'SHLVL',
    'PWD',
    'TMPDIR',
    'NODE_OPTIONS',
    'SWROLE_PROFILE',
    'SWROLE_PROMPT',
    'SWROLE_HISTORY',
    'NO_COLOR',
  ],
])('a fingerprint is the same with and without %s', (name) =>
  expect(print({ [name]: '/x' })).toBe(print()),
);

test('a fingerprint does not confuse two variables', () => {
  expect(print({ AWS_REGION: 'X' })).not.toBe(print({ AWS_DEFAULT_REGION: 'X' }));
});

test.each(['AWS_REGION', 'AWS_DEFAULT_REGION'])(
  'a fingerprint is the same for every region in %s',
  (name) => {
    for (const region of ['eu-west-1', 'ap-east-1', 'us-gov-west-1', 'cn-north-1'])
      expect(print({ [name]: region })).toBe(print());
  },
);

test.each(['aws-global', 'eu-west-1 ', 'EU-WEST-1', 'eu_west_1', '-'])(
  'a fingerprint is another for the region %j',
  (AWS_REGION) => expect(print({ AWS_REGION })).not.toBe(print()),
);

describe('dependencies of single answers', () => {
  const depending = (dependency: Dependency, env = {}, stamps?: ReadonlyMap<string, string>) =>
    fingerprint('dev', env, home, [dependency], stamps);

  test('a fingerprint changes with a variable that its answer depends on', () => {
    const of = (env: object) => depending('variable:TEAM', env);
    expect(of({ TEAM: 'a' })).not.toBe(of({ TEAM: 'b' }));
    expect(of({ OTHER: 'a' })).toBe(of({}));
  });

  test("a fingerprint changes with each of AWS's variables, and with no other", () => {
    const of = (env: object) => depending('aws-variables', env);
    expect(of({ AWS_PROFILE: 'a' })).not.toBe(of({ AWS_PROFILE: 'b' }));
    expect(of({ AWS_A: 'x' })).not.toBe(of({ AWS_B: 'x' }));
    expect(of({ AWS_A: '1&AWS_B=2' })).not.toBe(of({ AWS_A: '1', AWS_B: '2' }));
    expect(of({ AWS_B: '2', AWS_A: '1' })).toBe(of({ AWS_A: '1', AWS_B: '2', TEAM: 'red' }));
  });

  test('a fingerprint changes with a file, which may have been read before', () => {
    const path = join(home, 'policy.json');
    writeFileSync(path, '{}');
    const before = depending(`file:${path}`);
    const stamps = new Map([[path, fileStamp(path)]]);
    rmSync(path);
    expect(depending(`file:${path}`)).not.toBe(before);
    expect(depending(`file:${path}`, {}, stamps)).toBe(before);
  });
});

test('a fingerprint exists also for files that cannot be examined', () => {
  symlinkSync('loop', join(home, 'loop'));
  const [loop, below] = [join(home, 'loop'), join(config(), 'below')];
  expect([fileStamp(loop), fileStamp(below), fileStamp(`/${'x'.repeat(300)}`)]).toEqual([
    'ELOOP',
    fileStamp(join(home, 'none')),
    'ENAMETOOLONG',
  ]);
  expect(print({ AWS_CONFIG_FILE: loop })).not.toBe(print());
});

test.each<[string, () => void]>([
  ['is written', () => appendFileSync(config(), '#')],
  [
    'is replaced by one of the same size and times',
    () => {
      writeFileSync(join(home, 'new'), '[profile dev]\nregion = b\n');
      utimesSync(join(home, 'new'), WHOLE_SECOND, WHOLE_SECOND);
      renameSync(join(home, 'new'), config());
    },
  ],
  [
    'is edited in place and its time set back',
    () => {
      passTick();
      writeFileSync(config(), '[profile dev]\nregion = b\n');
      utimesSync(config(), WHOLE_SECOND, WHOLE_SECOND);
    },
  ],
  ['is removed', () => rmSync(config())],
  ['gets a companion', () => writeFileSync(join(home, '.aws', 'credentials'), '')],
])('a fingerprint changes when the config file %s', (_, change) => {
  const before = print();
  change();
  expect(print()).not.toBe(before);
});

test('a fingerprint follows a symbolic link', () => {
  renameSync(config(), join(home, 'dotfiles'));
  symlinkSync(join(home, 'dotfiles'), config());
  const before = print();
  appendFileSync(join(home, 'dotfiles'), '#');
  expect(print()).not.toBe(before);
});

// The region that swrole has set in a shell.

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
