/** Node runs compiled code without a check: it is only in a folder and in files that this user alone can write to. */

import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type Checksum,
  type Code,
  compileCacheFolder,
  readCode,
  writeCode,
} from '../../src/fast-path/compiled-code.ts';
import { loadProgram, type NodeApi } from '../../src/fast-path/load-program.ts';
import type { Environment } from '../../src/system.ts';
import { tempFolder } from '../support/temp-folder.ts';

const VERSION = '0123456789abcdef';

/** Node 20.12 has no checksum, and keeps no code: there the tests have another one. */
const crc32: Checksum =
  zlib.crc32 ?? ((data) => createHash('sha256').update(data).digest().readUInt32BE());

let home: string;
let cache: string;
let folder: string;
let versionFolder: string;
beforeEach(() => {
  home = tempFolder();
  cache = join(home, '.aws/swrole');
  folder = join(cache, 'compile-cache');
  versionFolder = join(folder, `swrole-${VERSION}`);
  mkdirSync(cache, { recursive: true, mode: 0o700 });
});

const found = (env: Environment = {}) => compileCacheFolder({ HOME: home, ...env }, VERSION);

const modeOf = (path: string) => statSync(path).mode & 0o777;

function makeOpen(path: string, mode: number): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, mode);
}

function makeLink(path: string): void {
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
  mkdirSync(join(home, 'real'), { mode: 0o700 });
  symlinkSync(join(home, 'real'), path);
}

const isRoot = process.getuid?.() === 0;

describe('the folder', () => {
  test('the folder is private and in swrole, also where the umask would open it', () => {
    const before = process.umask(0);
    try {
      expect(found()).toBe(versionFolder);
    } finally {
      process.umask(before);
    }
    expect([folder, versionFolder].map(modeOf)).toEqual([0o700, 0o700]);
    expect(found()).toBe(versionFolder);
  });

  test('the folder is in SWROLE_CACHE_DIR', () => {
    const elsewhere = join(home, 'elsewhere');
    mkdirSync(elsewhere, { mode: 0o700 });
    const path = join(elsewhere, 'compile-cache', `swrole-${VERSION}`);
    expect(found({ SWROLE_CACHE_DIR: elsewhere })).toBe(path);
  });

  test('the folder is not created before swrole has its own', () => {
    const env = { SWROLE_CACHE_DIR: join(home, 'not-there') };
    expect(found(env)).toBeUndefined();
    expect(existsSync(env.SWROLE_CACHE_DIR)).toBe(false);
  });

  test.each<[string, () => void]>([
    ["swrole's is open to others", () => chmodSync(cache, 0o777)],
    ['it is open to its group', () => makeOpen(folder, 0o770)],
    ['it is open to others', () => makeOpen(folder, 0o702)],
    ['it is a link', () => makeLink(folder)],
    ['it is a file', () => writeFileSync(folder, '', { mode: 0o600 })],
    ["the version's is open to others", () => makeOpen(versionFolder, 0o705)],
    ["the version's is a link", () => makeLink(versionFolder)],
  ])('the folder is not used where %s', (_, prepare) => {
    prepare();
    expect(found()).toBeUndefined();
  });

  test.skipIf(!isRoot).each([
    ['it', () => folder],
    ["the version's", () => versionFolder],
  ])('the folder is not used where another user owns %s', (_, path) => {
    mkdirSync(path(), { recursive: true, mode: 0o700 });
    chownSync(path(), 65_534, 65_534);
    expect(found()).toBeUndefined();
  });

  test('NODE_COMPILE_CACHE names the folder, which need not be there', () => {
    const named = join(home, 'some/place');
    const path = join(named, `swrole-${VERSION}`);
    expect(found({ NODE_COMPILE_CACHE: named })).toBe(path);
    expect([path, named].map(modeOf)).toEqual([0o700, 0o700]);
    expect(existsSync(folder)).toBe(false);
  });

  test('others may see the folder of NODE_COMPILE_CACHE, but not what is in it', () => {
    const named = join(home, 'place');
    const path = join(named, `swrole-${VERSION}`);
    makeOpen(named, 0o1777);
    expect(found({ NODE_COMPILE_CACHE: named })).toBe(path);
    chmodSync(path, 0o750);
    expect(found({ NODE_COMPILE_CACHE: named })).toBeUndefined();
  });

  test.skipIf(!isRoot)('nothing is created in the home of another user', () => {
    chownSync(home, 65_534, 65_534);
    expect(found()).toBeUndefined();
    expect(found({ NODE_COMPILE_CACHE: join(home, 'place') })).toBeUndefined();
    expect(readdirSync(home)).toEqual(['.aws']);
    expect(readdirSync(cache)).toEqual([]);
  });

  test('NODE_DISABLE_COMPILE_CACHE forbids a folder', () => {
    expect(found({ NODE_DISABLE_COMPILE_CACHE: '1' })).toBeUndefined();
    expect(existsSync(folder)).toBe(false);
  });

  test('the folders of the newest four versions stay, and what is not of swrole', () => {
    const names = [1, 2, 3, 4, 5].map((number) => `swrole-${String(number).repeat(16)}`);
    for (const [age, name] of names.entries()) {
      mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
      writeFileSync(join(folder, name, 'code'), '');
      utimesSync(join(folder, name), 1000 - age, 1000 - age);
    }
    const foreign = ['other', 'swrole-x', 'v22.1.0-x64-abcdef-0'];
    for (const name of foreign) mkdirSync(join(folder, name), { mode: 0o700 });
    chmodSync(folder, 0o700);
    expect(found()).toBe(versionFolder);
    const kept = [...names.slice(0, 3), `swrole-${VERSION}`, ...foreign];
    expect(readdirSync(folder).sort()).toEqual(kept.sort());
  });
});

describe('the file', () => {
  const CODES: readonly Code[] = [
    { name: 'app.cjs', stamp: '12-345.5', data: Buffer.from('some code') },
    { name: 'chunk-Ä.cjs', stamp: '0-0', data: Buffer.from('12345678') },
    { name: 'empty.cjs', stamp: '1-1', data: Buffer.alloc(0) },
  ];
  let path: string;
  beforeEach(() => {
    path = join(home, 'code');
  });

  const write = (codes = CODES) => writeCode(path, () => codes, crc32);
  const read = () =>
    [...readCode(path, crc32).values()].map(({ data, ...code }) => ({
      ...code,
      data: Buffer.from(data),
    }));

  test('what is written is read again, from a private file', () => {
    const before = process.umask(0);
    try {
      write();
    } finally {
      process.umask(before);
    }
    expect(modeOf(path)).toBe(0o600);
    expect(read()).toEqual(CODES);
    write(CODES.slice(1));
    expect(read()).toEqual(CODES.slice(1));
    expect(readdirSync(home)).toEqual(['.aws', 'code']);
  });

  test('a file with one changed bit, or shorter, or longer, has no code', () => {
    write();
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(path, damaged);
      expect(read()).toEqual([]);
      writeFileSync(path, whole.subarray(0, at));
      expect(read()).toEqual([]);
    }
    writeFileSync(path, Buffer.concat([whole, Buffer.alloc(8)]));
    expect(read()).toEqual([]);
    writeFileSync(path, whole);
    expect(read()).toEqual(CODES);
  });

  test.each<[string, () => void]>([
    ['its group can read', () => chmodSync(path, 0o640)],
    ['others can write', () => chmodSync(path, 0o602)],
    ['has two names', () => linkSync(path, join(home, 'second'))],
    ['is larger than any', () => truncateSync(path, 9 * 1024 * 1024)],
  ])('a file that %s has no code', (_, change) => {
    write();
    expect(read()).toEqual(CODES);
    change();
    expect(read()).toEqual([]);
  });

  test('a link to a file has no code, and is replaced', () => {
    write();
    const target = path;
    path = join(home, 'link');
    symlinkSync(target, path);
    expect(read()).toEqual([]);
    write(CODES.slice(0, 1));
    expect(read()).toEqual(CODES.slice(0, 1));
    path = target;
    expect(read()).toEqual(CODES);
  });

  test.skipIf(!isRoot)('a file of another user has no code', () => {
    write();
    chownSync(path, 65_534, 65_534);
    expect(read()).toEqual([]);
  });

  test('a missing file, a folder and a device have no code', () => {
    expect(read()).toEqual([]);
    mkdirSync(path);
    expect(read()).toEqual([]);
    path = '/dev/null';
    expect(read()).toEqual([]);
  });

  test('nothing is compiled or written while another process writes, or where writing fails', () => {
    const never = () => {
      throw new Error('compiled');
    };
    writeFileSync(`${path}.tmp`, '');
    writeCode(path, never, crc32);
    expect(readdirSync(home)).toEqual(['.aws', 'code.tmp']);
    expect(() => writeCode(join(home, 'missing/code'), never, crc32)).toThrow('ENOENT');
  });

  test('the temporary file of a killed writer is removed after a minute', () => {
    writeFileSync(`${path}.tmp`, 'half');
    utimesSync(`${path}.tmp`, 1000, 1000);
    write();
    expect(readdirSync(home)).toEqual(['.aws']);
    write();
    expect(read()).toEqual(CODES);
  });

  test('no temporary file is left behind by a failure', () => {
    const fail = () => {
      throw new Error('no code');
    };
    expect(() => writeCode(path, fail, crc32)).toThrow('no code');
    write([{ name: 'a', stamp: '', data: Buffer.alloc(9 * 1024 * 1024) }]);
    expect(readdirSync(home)).toEqual(['.aws']);
  });

  test('a folder has at most 40 files, the newest', () => {
    const many = join(home, 'many');
    mkdirSync(many);
    for (let number = 100; number < 145; number++) {
      writeFileSync(join(many, `${number}`), '');
      utimesSync(join(many, `${number}`), number, number);
    }
    path = join(many, 'code');
    write();
    const kept = Array.from({ length: 39 }, (_, index) => `${106 + index}`);
    expect(readdirSync(many).sort()).toEqual([...kept, 'code']);
  });
});

describe('a program', () => {
  const requireByNode = createRequire(import.meta.url);
  const require = (id: string) => (id === 'node:zlib' ? { crc32 } : requireByNode(id));
  const NO_NODE = () => {
    throw new Error('loaded by node');
  };
  let first: string;
  beforeEach(() => {
    first = join(home, 'dist/app.cjs');
    mkdirSync(join(home, 'dist/chunks'), { recursive: true });
    writeFileSync(first, `exports.a = 1; exports.b = require('./chunks/b.cjs').b;`);
    writeFileSync(
      join(home, 'dist/chunks/b.cjs'),
      `const app = require('../app.cjs'); const { sep } = require('node:path');
      module.exports = { b: [app.a, sep, __filename, __dirname, this === exports] };`,
    );
  });

  const load = (
    env: Environment = {},
    argv: readonly string[] = ['-j', 'a'],
    node: NodeApi = { require },
  ) => loadProgram({ first, loadByNode: NO_NODE, argv, env: { HOME: home, ...env } }, node);

  const files = () => (existsSync(versionFolders()) ? readdirSync(versionFolders()) : []);
  const versionFolders = () => join(folder, readdirSync(folder)[0] ?? '');

  test('files find each other, circles too, and node', () => {
    const chunks = join(home, 'dist/chunks');
    expect(load().exports).toEqual({ a: 1, b: [1, '/', join(chunks, 'b.cjs'), chunks, true] });
  });

  test('a run keeps code in one file for its kind, once', () => {
    load().keepCode();
    const [name = '', ...others] = files();
    expect(name).toMatch(new RegExp(`^${process.version}-${process.arch}-[0-9a-f]{16}-print$`));
    expect(others).toEqual([]);
    const path = join(versionFolders(), name);
    expect([...readCode(path, crc32).keys()]).toEqual(['app.cjs', 'b.cjs']);
    const { ino } = statSync(path);
    load().keepCode();
    expect(statSync(path).ino).toBe(ino);
    load({}, ['list']).keepCode();
    load({}, ['--version']).keepCode();
    expect(files().map((each) => each.replace(/.*-/, ''))).toEqual(['help', 'list', 'print']);
  });

  test('a file that a run has not used keeps its code, and a changed one gets new code', () => {
    load().keepCode();
    const path = join(versionFolders(), files()[0] ?? '');
    const before = readCode(path, crc32);
    utimesSync(join(home, 'dist/chunks/b.cjs'), 5, 5);
    load().keepCode();
    const after = readCode(path, crc32);
    expect([...after.keys()]).toEqual(['app.cjs', 'b.cjs']);
    expect(after.get('app.cjs')?.stamp).toBe(before.get('app.cjs')?.stamp);
    expect(after.get('b.cjs')?.stamp).toMatch(/-5000$/);
  });

  test('a run does not replace what another has kept in the meantime', () => {
    const [one, two] = [load(), load()];
    one.keepCode();
    const path = join(versionFolders(), files()[0] ?? '');
    const { ino } = statSync(path);
    two.keepCode();
    expect(statSync(path).ino).toBe(ino);
  });

  test('a failure of a file is thrown, and a second attempt runs it again', () => {
    writeFileSync(join(home, 'dist/chunks/b.cjs'), `throw new TypeError('no')`);
    expect(load).toThrow('no');
    writeFileSync(first, `exports.load = () => require('./chunks/c.cjs')`);
    const { load: later } = load().exports as { load: () => unknown };
    expect(later).toThrow('ENOENT');
    writeFileSync(join(home, 'dist/chunks/c.cjs'), 'exports.c = 1');
    expect(later()).toEqual({ c: 1 });
  });

  test('of a damaged file, the error is that of node', () => {
    writeFileSync(join(home, 'dist/chunks/b.cjs'), 'const {');
    expect(load).toThrow(SyntaxError);
  });

  test.each<[string, Environment]>([
    ['NODE_DISABLE_COMPILE_CACHE', { NODE_DISABLE_COMPILE_CACHE: '1' }],
    ['no folder', { SWROLE_CACHE_DIR: '/proc/x' }],
  ])('with %s nothing is kept', (_, env) => {
    load(env).keepCode();
    expect(existsSync(folder)).toBe(false);
  });

  test('node loads the program for a report of the coverage, or if it has no checksum', () => {
    expect(() => load({ NODE_V8_COVERAGE: '/tmp' })).toThrow('loaded by node');
    expect(() => load({}, [], { require: () => ({}) })).toThrow('loaded by node');
  });
});
