import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { assertSafe, DiskError, privateStore } from '../../src/storage/private-store.ts';
import { driverProgram } from '../support/driver.ts';

const DRIVER = driverProgram(new URL('drivers/write-long.ts', import.meta.url));

let cache: string;

/** Names of the form that sessions have. */
const [A, B, C] = ['a', 'b', 'c'].map((digit) => `${digit.repeat(64)}.json`) as [
  string,
  string,
  string,
];

beforeEach(() => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'swrole-disk-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  cache = join(root, 'swrole');
});

const mode = (path: string) => (lstatSync(path).mode & 0o777).toString(8);

describe('writing', () => {
  test('the store makes private directories and a private file, whatever the umask', () => {
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

  test('an open umask does not open the store', () => {
    const umask = process.umask(0);
    onTestFinished(() => void process.umask(umask));
    privateStore(cache, 'sessions').write('a.json', 'text');
    expect(mode(join(cache, 'sessions', 'a.json'))).toBe('600');
  });

  test('the store replaces a file as a whole and leaves nothing beside it', () => {
    const store = privateStore(cache, 'sessions');
    store.write('a.json', 'old');
    const before = statSync(join(cache, 'sessions', 'a.json')).ino;
    store.write('a.json', 'new');
    expect(store.read('a.json')).toBe('new');
    expect(statSync(join(cache, 'sessions', 'a.json')).ino).not.toBe(before);
    expect(readdirSync(join(cache, 'sessions'))).toEqual(['a.json']);
  });

  test.each([0o755, 0o750, 0o701, 0o777, 0o1777, 0o1700])(
    'the store refuses a directory of mode %o, and leaves it as it is',
    (bits) => {
      mkdirSync(cache);
      chmodSync(cache, bits);
      const store = privateStore(cache, 'sessions');
      expect(() => store.write('a.json', 'text')).toThrow(new DiskError(cache, 'not-private'));
      expect([lstatSync(cache).mode & 0o7777, readdirSync(cache)]).toEqual([bits, []]);
    },
  );

  test('the store refuses a folder in it that others may enter, and leaves it as it is', () => {
    const folder = join(cache, 'sessions');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o755);
    const store = privateStore(cache, 'sessions');
    expect(() => store.write('a.json', 'text')).toThrow(new DiskError(folder, 'not-private'));
    expect([mode(folder), readdirSync(folder)]).toEqual(['755', []]);
  });

  test('the store uses a private directory that existed before, with its mode', () => {
    mkdirSync(cache, { mode: 0o700 });
    chmodSync(cache, 0o2700);
    privateStore(cache, 'sessions').write('a.json', 'text');
    expect((lstatSync(cache).mode & 0o7777).toString(8)).toBe('2700');
    expect(privateStore(cache, 'sessions').read('a.json')).toBe('text');
  });

  test('the store fails and ends where no directory can be made', () => {
    expect(() => privateStore('/proc/x', 'sessions').write('a.json', 'text')).toThrow(
      new DiskError('/proc/x/sessions', 'ENOENT'),
    );
  });

  test('without a directory nothing is stored', () => {
    const store = privateStore(undefined, 'sessions');
    expect(() => store.write('a.json', 'text')).toThrow(DiskError);
    expect([store.read('a.json'), store.list()]).toEqual([undefined, []]);
  });

  test('the store refuses a symbolic link instead of the directory', () => {
    mkdirSync(`${cache}-other`);
    symlinkSync(`${cache}-other`, cache);
    expect(() => privateStore(cache, 'sessions').write('a.json', 'text')).toThrow(
      new DiskError(cache, 'not-a-folder'),
    );
    expect(readdirSync(`${cache}-other`)).toEqual([]);
  });

  test('a short write is an error, and the good file stays', () => {
    const store = privateStore(cache, 'sessions');
    store.write(A, 'good');
    // A file may have 8 blocks of 512 bytes: what is more than that is cut.
    const script = 'trap "" XFSZ; ulimit -f 8; exec "$@"';
    const words = [process.execPath, DRIVER, cache, A];
    const { stdout } = spawnSync('/bin/sh', ['-c', script, 'sh', ...words], { encoding: 'utf8' });
    expect(stdout).toMatch(
      /^DiskError: .*\/sessions\/a{64}\.json\.\d+\.[0-9a-f]{8}\.tmp: short-write$/,
    );
    expect([store.read(A), readdirSync(join(cache, 'sessions'))]).toEqual(['good', [A]]);
  });

  test('a failed write gives its reason, and leaves no temporary file', () => {
    const store = privateStore(cache, 'sessions');
    store.write('other', 'text');
    mkdirSync(join(cache, 'sessions', 'a.json'));
    expect(() => store.write('a.json', 'text')).toThrow(
      new DiskError(join(cache, 'sessions', 'a.json'), 'EISDIR'),
    );
    expect(readdirSync(join(cache, 'sessions')).sort()).toEqual(['a.json', 'other']);
  });

  test('the store removes the temporary files of killed writers, not of running ones', () => {
    const store = privateStore(cache, 'sessions');
    store.write('a.json', 'text');
    const [old, young] = [`${B}.1.0123abcd.tmp`, `${B}.2.0123abcd.tmp`].map((name) =>
      join(cache, 'sessions', name),
    );
    for (const path of [old, young]) writeFileSync(path ?? '', '', { mode: 0o600 });
    utimesSync(old ?? '', new Date(0), new Date(0));
    store.write('a.json', 'text');
    expect([old, young].map((path) => existsSync(path ?? ''))).toEqual([false, true]);
  });
});

describe('removing', () => {
  const DAY = 24 * 60 * 60;
  const folder = (name: string) => join(cache, name);

  /** Leaves files a day old in a folder, and writes another one there. */
  function left(store: string, names: readonly string[], text = 'text'): readonly string[] {
    mkdirSync(folder(store), { recursive: true, mode: 0o700 });
    for (const name of names) {
      const path = join(cache, store, name);
      writeFileSync(path, text, { mode: 0o600 });
      utimesSync(path, Date.now() / 1000 - DAY, Date.now() / 1000 - DAY);
    }
    privateStore(cache, store, 60_000).write(C, 'text');
    return readdirSync(folder(store));
  }

  test('the store removes files that are too old to be of use', () => {
    expect(left('sessions', [A])).toEqual([C]);
    privateStore(cache, 'sessions', 60_000).write(B, 'text');
    expect(readdirSync(folder('sessions')).sort()).toEqual([B, C]);
  });

  test.each(['sessions', 'outcomes', 'mfa', 'answers', 'locks'])(
    'the store removes in %s only files with a name of its own form',
    (store) => {
      const names = [
        'notes.txt',
        'x.tmp',
        'a.json',
        `${A}.tmp`,
        `${A}.1.zz.tmp`,
        `.${A}`,
        A.slice(1),
      ];
      expect(left(store, names).filter((name) => name !== C)).toEqual([...names].sort());
      expect(
        privateStore(cache, store)
          .list()
          .filter((name) => name !== C),
      ).toEqual([]);
    },
  );

  test('the store removes expired answers of any version, and no other files', () => {
    const now = Math.floor(Date.now() / 1000);
    const store = privateStore(cache, 'answers');
    const answers = { old: now - 1, current: now + 600 };
    for (const [name, until] of Object.entries(answers))
      store.write(name, `swrole-answer-1 ${until} fingerprint\n{}\n`);
    writeFileSync(join(folder('answers'), 'diary'), `1 ${now - 1} private\n`, { mode: 0o600 });
    store.write('new', `swrole-answer-9 ${now + 600} fingerprint\n{}\n`);
    expect(readdirSync(folder('answers')).sort()).toEqual(['current', 'diary', 'new']);
    expect(store.list()).toEqual(['current', 'new']);
  });

  test('the store removes some files each time from a very large folder', () => {
    const names = Array.from(
      { length: 900 },
      (_, index) => `${String(index).padStart(64, '0')}.json`,
    );
    expect(left('sessions', names).length).toBe(701);
  });
});

describe('reading', () => {
  const path = () => join(cache, 'sessions', 'a.json');
  const read = () => privateStore(cache, 'sessions').read('a.json');
  beforeEach(() => privateStore(cache, 'sessions').write('a.json', 'text'));

  test('the store reads what was written', () => expect(read()).toBe('text'));

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
  ])('a file that %s is a cache miss', (_, spoil) => {
    spoil();
    expect(read()).toBeUndefined();
  });
});

test('a file that is written between two looks at it is not taken for one that cannot be read', async () => {
  const ignored: string[] = [];
  const store = privateStore(cache, 'sessions', Infinity, (_, reason) => ignored.push(reason));
  store.write(A, 'text');
  const file = join(cache, 'sessions', A);
  const away = `${file}.away`;
  // In each round the file comes at some moment while it is looked for.
  const rounds = new Int32Array(new SharedArrayBuffer(4));
  const coming = `const { renameSync } = require('node:fs');
    const rounds = require('node:worker_threads').workerData;
    for (let round = 0; ; round += 1) {
      Atomics.wait(rounds, 0, round);
      renameSync(${JSON.stringify(away)}, ${JSON.stringify(file)});
    }`;
  const writer = new Worker(coming, { eval: true, workerData: rounds });
  await once(writer, 'online');
  for (let round = 1; round <= 500; round += 1) {
    renameSync(file, away);
    Atomics.store(rounds, 0, round);
    Atomics.notify(rounds, 0);
    while (store.read(A) === undefined);
  }
  await writer.terminate();
  expect(ignored).toEqual([]);
});

describe('reading the whole store', () => {
  test('the store lists files by name, and nothing of a missing folder', () => {
    const store = privateStore(cache, 'sessions');
    expect(store.list()).toEqual([]);
    store.write(B, 'text');
    store.write(A, 'text');
    writeFileSync(join(cache, 'sessions', `${A}.1.0123abcd.tmp`), '');
    expect(store.list()).toEqual([A, `${A}.1.0123abcd.tmp`, B]);
  });

  test('the store lists nothing of a directory that others can write to', () => {
    privateStore(cache, 'sessions').write('a.json', 'text');
    chmodSync(cache, 0o777);
    expect(privateStore(cache, 'sessions').list()).toEqual([]);
    expect(() => assertSafe(cache)).toThrow(new DiskError(cache, 'not-private'));
  });

  test('the store lists nothing of a folder in it that is a link, or open to others', () => {
    const other = join(cache, '..', 'other');
    privateStore(other, 'sessions').write(A, 'text');
    mkdirSync(cache, { mode: 0o700 });
    symlinkSync(join(other, 'sessions'), join(cache, 'sessions'));
    const store = privateStore(cache, 'sessions');
    store.remove(A);
    expect([store.list(), privateStore(other, 'sessions').read(A)]).toEqual([[], 'text']);
    expect(() => assertSafe(cache)).toThrow(new DiskError(join(cache, 'sessions'), 'not-a-folder'));
  });

  test('a missing or private directory is not refused', () => {
    assertSafe(cache);
    privateStore(cache, 'sessions').write('a.json', 'text');
    assertSafe(cache);
  });
});
