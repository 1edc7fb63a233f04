import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { DiskError, privateStore, refuseUnsafe } from '../../src/disk/private-store.ts';

let cache: string;

beforeEach(() => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'swrole-disk-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  cache = join(root, 'swrole');
});

const mode = (path: string) => (lstatSync(path).mode & 0o777).toString(8);

describe('writing', () => {
  test('makes private directories and a private file, whatever the umask', () => {
    const umask = process.umask(0o777);
    onTestFinished(() => void process.umask(umask));
    privateStore(cache, 'sessions').write('a.json', 'text');
    process.umask(umask);
    expect([cache, join(cache, 'sessions'), join(cache, 'sessions', 'a.json')].map(mode)).toEqual([
      '700',
      '700',
      '600',
    ]);
  });

  test('an open umask opens nothing', () => {
    const umask = process.umask(0);
    onTestFinished(() => void process.umask(umask));
    privateStore(cache, 'sessions').write('a.json', 'text');
    expect(mode(join(cache, 'sessions', 'a.json'))).toBe('600');
  });

  test('replaces the file as a whole and leaves nothing beside it', () => {
    const store = privateStore(cache, 'sessions');
    store.write('a.json', 'old');
    const before = statSync(join(cache, 'sessions', 'a.json')).ino;
    store.write('a.json', 'new');
    expect(store.read('a.json')).toBe('new');
    expect(statSync(join(cache, 'sessions', 'a.json')).ino).not.toBe(before);
    expect(readdirSync(join(cache, 'sessions'))).toEqual(['a.json']);
  });

  test('a directory of ours that others may enter is closed', () => {
    mkdirSync(cache, { mode: 0o755 });
    privateStore(cache, 'sessions').write('a.json', 'text');
    expect(mode(cache)).toBe('700');
  });

  test('a symbolic link in the place of the directory is refused', () => {
    mkdirSync(`${cache}-other`);
    symlinkSync(`${cache}-other`, cache);
    expect(() => privateStore(cache, 'sessions').write('a.json', 'text')).toThrow(
      new DiskError(cache, 'not-private'),
    );
    expect(readdirSync(`${cache}-other`)).toEqual([]);
  });

  test('says what stands in the way, and leaves no temporary file', () => {
    const store = privateStore(cache, 'sessions');
    store.write('other', 'text');
    mkdirSync(join(cache, 'sessions', 'a.json'));
    expect(() => store.write('a.json', 'text')).toThrow(
      new DiskError(join(cache, 'sessions', 'a.json'), 'EISDIR'),
    );
    expect(readdirSync(join(cache, 'sessions')).sort()).toEqual(['a.json', 'other']);
  });

  test('removes the temporary files of writers killed long ago, not those at work', () => {
    const store = privateStore(cache, 'sessions');
    store.write('a.json', 'text');
    const [old, young] = ['b.json.1.00.tmp', 'b.json.2.00.tmp'].map((name) =>
      join(cache, 'sessions', name),
    );
    for (const path of [old, young]) writeFileSync(path ?? '', '', { mode: 0o600 });
    utimesSync(old ?? '', new Date(0), new Date(0));
    store.write('a.json', 'text');
    expect([old, young].map((path) => existsSync(path ?? ''))).toEqual([false, true]);
  });
});

test('removes what nobody has replaced for longer than it is of use', () => {
  const store = privateStore(cache, 'sessions', 60_000);
  for (const name of ['old', 'young']) store.write(name, 'text');
  const path = join(cache, 'sessions', 'old');
  utimesSync(path, statSync(path).mtimeMs / 1000 - 61, statSync(path).mtimeMs / 1000 - 61);
  store.write('new', 'text');
  expect(readdirSync(join(cache, 'sessions')).sort()).toEqual(['new', 'young']);
});

describe('reading', () => {
  const path = () => join(cache, 'sessions', 'a.json');
  const read = () => privateStore(cache, 'sessions').read('a.json');
  beforeEach(() => privateStore(cache, 'sessions').write('a.json', 'text'));

  test('gives what was written', () => expect(read()).toBe('text'));

  test.each<[string, () => void]>([
    ['is not there', () => rmSync(path())],
    ['can be read by others', () => chmodSync(path(), 0o644)],
    ['can be written by the group', () => chmodSync(path(), 0o620)],
    ['has a second name', () => linkSync(path(), join(cache, 'twin'))],
    [
      'is a directory',
      () => {
        rmSync(path());
        mkdirSync(path());
      },
    ],
    [
      'is a symbolic link',
      () => {
        rmSync(path());
        writeFileSync(join(cache, 'x'), 'text', { mode: 0o600 });
        symlinkSync(join(cache, 'x'), path());
      },
    ],
    [
      'is larger than any session',
      () => writeFileSync(path(), 'x'.repeat(64 * 1024 + 1), { mode: 0o600 }),
    ],
    ['stands in a directory that others can write', () => chmodSync(cache, 0o777)],
  ])('a file that %s is a miss', (_, spoil) => {
    spoil();
    expect(read()).toBeUndefined();
  });
});

describe('looking at all of it', () => {
  test('what is there by name, and nothing of a folder that is not', () => {
    const store = privateStore(cache, 'sessions');
    expect(store.list()).toEqual([]);
    store.write('b.json', 'text');
    store.write('a.json', 'text');
    writeFileSync(join(cache, 'sessions', 'a.json.1.ff.tmp'), '');
    expect(store.list()).toEqual(['a.json', 'a.json.1.ff.tmp', 'b.json']);
  });

  test('nothing of a directory that others can write to', () => {
    privateStore(cache, 'sessions').write('a.json', 'text');
    chmodSync(cache, 0o777);
    expect(privateStore(cache, 'sessions').list()).toEqual([]);
    expect(() => refuseUnsafe(cache)).toThrow(new DiskError(cache, 'not-private'));
  });

  test('a directory that is not there, or private, is not refused', () => {
    refuseUnsafe(cache);
    privateStore(cache, 'sessions').write('a.json', 'text');
    refuseUnsafe(cache);
  });
});
