import { existsSync } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTempHome, writeAwsFiles } from './temp-home.ts';
import { untilTestEnds } from './until-test-ends.ts';

const read = (file: string) => readFile(file, 'utf8');

test('a home holds the given files and an empty cache', async () => {
  const home = untilTestEnds(await makeTempHome({ config: '[default]\n', credentials: '' }));
  expect(home.path).toBe(await realpath(home.path));
  expect(home.path.startsWith(await realpath(tmpdir()))).toBe(true);
  expect(home.configFile).toBe(join(home.path, '.aws', 'config'));
  expect(await read(home.configFile)).toBe('[default]\n');
  expect(await read(home.credentialsFile)).toBe('');
  expect((await stat(home.credentialsFile)).mode & 0o777).toBe(0o600);
  expect(existsSync(home.cacheDir)).toBe(false);
});

test('files that are not given do not exist, and can be written later', async () => {
  const home = untilTestEnds(await makeTempHome());
  expect(existsSync(home.configFile)).toBe(false);
  await writeAwsFiles(home, { config: 'x' });
  expect(await read(home.configFile)).toBe('x');
  expect(existsSync(home.credentialsFile)).toBe(false);
});

test('closing removes the home, also twice', async () => {
  const home = await makeTempHome({ config: 'x' });
  await home.close();
  await home.close();
  expect(existsSync(home.path)).toBe(false);
});

const closed: string[] = [];

test('a value given to untilTestEnds is open during the test', () => {
  untilTestEnds({ close: async () => void closed.push('closed') });
  expect(closed).toEqual([]);
});

test('a value given to untilTestEnds is closed after the test', () => {
  expect(closed).toEqual(['closed']);
});
