/** Node runs what it finds in its compile cache: it gets a folder that only this user can write to, or none. */
import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { keepCompiledCode } from '../../src/fast-path/compile-cache.ts';
import type { Environment } from '../../src/system.ts';
import { tempFolder } from '../support/temp-folder.ts';

let home: string;
let cache: string;
let folder: string;
beforeEach(() => {
  home = tempFolder();
  cache = join(home, '.aws/swrole');
  folder = join(cache, 'compile-cache');
  mkdirSync(cache, { recursive: true, mode: 0o700 });
});

/** The folders that node is given. */
function given(env: Environment = {}): readonly string[] {
  const folders: string[] = [];
  const enableCompileCache = (directory: string) => folders.push(directory);
  keepCompiledCode({ enableCompileCache }, { HOME: home, ...env });
  return folders;
}

const modeOf = (path: string) => statSync(path).mode & 0o777;

test('the compile cache is a private folder of swrole, also where the umask would open it', () => {
  const before = process.umask(0);
  try {
    expect(given()).toEqual([folder]);
  } finally {
    process.umask(before);
  }
  expect(modeOf(folder)).toBe(0o700);
  expect(given()).toEqual([folder]);
});

test('the compile cache is in SWROLE_CACHE_DIR', () => {
  const elsewhere = join(home, 'elsewhere');
  mkdirSync(elsewhere, { mode: 0o700 });
  expect(given({ SWROLE_CACHE_DIR: elsewhere })).toEqual([join(elsewhere, 'compile-cache')]);
});

test('the compile cache is not created before swrole has a folder', () => {
  const env = { SWROLE_CACHE_DIR: join(home, 'not-there') };
  expect(given(env)).toEqual([]);
  expect(() => statSync(env.SWROLE_CACHE_DIR)).toThrow('ENOENT');
});

test.each<[string, () => void]>([
  ['swrole is open to others', () => chmodSync(cache, 0o777)],
  ['it is open to its group', () => makeOpen(0o770)],
  ['it is open to others', () => makeOpen(0o702)],
  [
    'it is a link',
    () => {
      mkdirSync(join(home, 'real'), { mode: 0o700 });
      symlinkSync(join(home, 'real'), folder);
    },
  ],
  ['it is a file', () => writeFileSync(folder, '', { mode: 0o600 })],
])('the compile cache is not used where %s', (_, prepare) => {
  prepare();
  expect(given()).toEqual([]);
});

function makeOpen(mode: number): void {
  mkdirSync(folder);
  chmodSync(folder, mode);
}

test.skipIf(process.getuid?.() !== 0)(
  'the compile cache is not used where another user owns its folder',
  async () => {
    const { chownSync } = await import('node:fs');
    mkdirSync(folder, { mode: 0o700 });
    chownSync(folder, 65_534, 65_534);
    expect(given()).toEqual([]);
  },
);

test('NODE_COMPILE_CACHE of the user wins: node uses it already', () => {
  expect(given({ NODE_COMPILE_CACHE: join(home, 'own') })).toEqual([]);
  expect(() => statSync(folder)).toThrow('ENOENT');
});

test('a node without a compile cache, or with a broken one, works', () => {
  keepCompiledCode({}, { HOME: home });
  const enableCompileCache = () => {
    throw new Error('no');
  };
  keepCompiledCode({ enableCompileCache }, { HOME: home });
});
