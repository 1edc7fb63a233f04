import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { launcherPath, renewLauncher, writeLauncher } from '../../src/storage/launcher-file.ts';
import { DiskError } from '../../src/storage/private-store.ts';
import { tempFolder } from '../support/temp-folder.ts';

const shellFiles = fileURLToPath(new URL('../../src/fast-path', import.meta.url));
const SCRIPT = "/it's here/swrole.cjs";
const program = { node: process.execPath, script: SCRIPT };

let cache: string;
const text = () => readFileSync(launcherPath(cache), 'utf8');
const edit = (change: (text: string) => string) =>
  writeFileSync(launcherPath(cache), change(text()));

beforeEach(() => {
  cache = join(tempFolder(), 'swrole');
});

test('a launcher is a private script with the paths in it, in quotes, and the version', () => {
  expect(writeLauncher(cache, { program, shellFiles })).toBe(join(cache, 'bin', 'swrole'));
  const modes = [cache, join(cache, 'bin'), launcherPath(cache)].map((path) => statSync(path).mode);
  expect(modes.map((mode) => mode & 0o7777)).toEqual([0o700, 0o700, 0o700]);
  expect(text()).toContain(`\n[ -x '${process.execPath}' ] && exec '${process.execPath}' "$@"\n`);
  expect(text()).toContain(`\nset -- '/it'\\''s here/swrole.cjs' "$@"\n`);
  expect(text()).toMatch(new RegExp(`^# swrole ${manifest.version} \\d+-\\d+$`, 'm'));
  expect(text()).not.toMatch(/@\w+@/);
});

test('a launcher cannot be written into a folder that others can open', () => {
  mkdirSync(cache, { mode: 0o700 });
  mkdirSync(join(cache, 'bin'));
  chmodSync(join(cache, 'bin'), 0o755);
  const run = () => writeLauncher(cache, { program, shellFiles });
  expect(run).toThrow(new DiskError(join(cache, 'bin'), 'not-private'));
  expect(existsSync(launcherPath(cache))).toBe(false);
});

test('a launcher is not renewed where there is none, nor while it is as it would be written', () => {
  expect(renewLauncher(cache, { program, shellFiles })).toBe(false);
  expect(renewLauncher(undefined, { program, shellFiles })).toBe(false);
  expect(existsSync(cache)).toBe(false);
  writeLauncher(cache, { program, shellFiles });
  const other = { ...program, node: '/usr/bin/env' };
  expect(renewLauncher(cache, { program: other, shellFiles })).toBe(false);
});

test('a launcher of another version is renewed, with the node that is in it', () => {
  writeLauncher(cache, { program: { ...program, node: '/usr/bin/env' }, shellFiles });
  const written = text();
  edit((old) => old.replace(/^(# swrole) \S+/m, '$1 0.0.1').replace('swrole-answer-', 'old-'));
  expect(renewLauncher(cache, { program, shellFiles })).toBe(true);
  expect(text()).toBe(written);
  expect(statSync(launcherPath(cache)).mode & 0o7777).toBe(0o700);
});

test('a launcher whose node has been removed gets the one that runs', () => {
  writeLauncher(cache, { program: { ...program, node: '/gone/node' }, shellFiles });
  expect(renewLauncher(cache, { program, shellFiles })).toBe(true);
  expect(text()).toContain(`exec '${process.execPath}'`);
});

test('a launcher of another installation is not renewed', () => {
  writeLauncher(cache, { program, shellFiles });
  edit((old) => old.replace(/^(# swrole) \S+/m, '$1 0.0.1'));
  const other = { ...program, script: '/other/swrole.cjs' };
  expect(renewLauncher(cache, { program: other, shellFiles })).toBe(false);
});
