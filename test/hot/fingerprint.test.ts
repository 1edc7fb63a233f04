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
import { beforeEach, expect, test } from 'vitest';
import { fingerprint } from '../../src/hot/fingerprint.ts';
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

test('is one word, and the same while nothing changes', () => {
  expect(print()).toBe(print());
  expect(print({ AWS_REGION: 'a b\nc' })).toMatch(/^\S+$/);
});

test('is of one profile', () => expect(print({}, 'Dev')).not.toBe(print({}, 'dev')));

test.each([
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_ENDPOINT_URL_STS',
  'AWS_ENDPOINT_URL',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
])('changes with %s', (name) => expect(print({ [name]: '/x' })).not.toBe(print()));

test('does not take one variable for another', () => {
  expect(print({ AWS_REGION: 'x' })).not.toBe(print({ AWS_DEFAULT_REGION: 'x' }));
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
])('changes when the config file %s', (_, change) => {
  const before = print();
  change();
  expect(print()).not.toBe(before);
});

test('sees through a symbolic link', () => {
  renameSync(config(), join(home, 'dotfiles'));
  symlinkSync(join(home, 'dotfiles'), config());
  const before = print();
  appendFileSync(join(home, 'dotfiles'), '#');
  expect(print()).not.toBe(before);
});
