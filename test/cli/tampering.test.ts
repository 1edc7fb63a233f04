/**
 * Files of swrole that something else has put in the place of its own: never served, never followed, no hang, and said by
 * `--debug`. Each run is compared with the one that finds no file at all.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { MfaCode } from '../../src/mfa/question.ts';
import { deviceId, openUsedCodes } from '../../src/mfa/used-codes.ts';
import { addUse, readHistory } from '../../src/storage/history.ts';
import { tryLock } from '../../src/storage/lock.ts';
import { privateStore } from '../../src/storage/private-store.ts';
import { auditor, type Example, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { type RunResult, runSwrole } from '../support/run-swrole.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const IS_ROOT = process.getuid?.() === 0;
const ROLE = `role_arn = ${auditor.arn}\nsource_profile = my-company\n`;
const CONFIG = `[profile x]\n${ROLE}[profile y]\n${ROLE}role_session_name = other\n[profile refused]\n${ROLE.replace('auditor', 'nobody')}`;

let example: Example;
let cache: string;
let aside: string;
beforeEach(async () => {
  example = untilTestEnds(await startExample({ extraConfig: CONFIG }));
  cache = example.home.cacheDir;
  aside = join(example.home.path, 'aside');
});

const options = () => ({
  env: example.env,
  secrets: example.standIn.secrets,
  credentialsOnStdout: true,
});
const swrole = (...args: string[]) => runInProcess(args, options());
const calls = () => example.standIn.calls.length;

/** The only file of a folder. */
function fileIn(folder: string): string {
  const [name = '', ...more] = readdirSync(join(cache, folder));
  expect(more).toEqual([]);
  return join(cache, folder, name);
}

/** What is done to a file, and what `--debug` says of it. */
interface Tampering {
  readonly name: string;
  readonly needsRoot?: true;
  /** @param path the file, which has a text that would be served */
  spoil(path: string): void | Promise<void>;
  readonly said: string;
  /** Whether nothing can be put in its place. */
  readonly stays?: true;
}

const replaced = (path: string, make: () => unknown) => {
  renameSync(path, aside);
  make();
};

const LINK = 'it is a symbolic link';
const NO_FILE = 'it is not a regular file';

/** Of the file itself, whatever it holds. */
const OF_FILES: readonly Tampering[] = [
  {
    name: 'a link to the same text',
    spoil: (path) => replaced(path, () => symlinkSync(aside, path)),
    said: LINK,
  },
  {
    name: 'a link to nothing',
    spoil: (path) => replaced(path, () => symlinkSync(`${aside}-x`, path)),
    said: LINK,
  },
  {
    name: 'a link to itself',
    spoil: (path) => replaced(path, () => symlinkSync(path, path)),
    said: LINK,
  },
  {
    name: 'a second name',
    spoil: (path) => linkSync(path, aside),
    said: 'it has a second name (a hard link)',
  },
  {
    name: 'another user',
    needsRoot: true,
    spoil: (path) => chownSync(path, 12_345, 12_345),
    said: 'it belongs to another user',
  },
  {
    name: 'a group that reads',
    spoil: (path) => chmodSync(path, 0o640),
    said: 'other users can open it',
  },
  {
    name: 'a world that writes',
    spoil: (path) => chmodSync(path, 0o602),
    said: 'other users can open it',
  },
  {
    name: '10 MB more',
    spoil: (path) => writeFileSync(path, readFileSync(path, 'utf8') + ' '.repeat(10_000_000)),
    said: 'it is larger than 64 KiB',
  },
  {
    name: 'a directory',
    spoil: (path) => replaced(path, () => mkdirSync(path)),
    said: NO_FILE,
    stays: true,
  },
  {
    name: 'a FIFO',
    spoil: (path) => replaced(path, () => execFileSync('mkfifo', ['-m', '600', path])),
    said: NO_FILE,
  },
  {
    name: 'a socket',
    // Bound where the path is short enough, and moved.
    spoil: async (path) => {
      const server = createServer();
      const socket = join(example.home.path, 's');
      await new Promise<void>((done) => server.listen(socket, done));
      untilTestEnds({ close: async () => void server.close() });
      replaced(path, () => renameSync(socket, path));
    },
    said: NO_FILE,
  },
  {
    name: 'a device',
    needsRoot: true,
    spoil: (path) =>
      replaced(path, () => execFileSync('mknod', ['-m', '600', path, 'c', '1', '5'])),
    said: NO_FILE,
  },
];

/** Of the folder around it, and of the directory. */
const OF_FOLDERS: readonly (Omit<Tampering, 'said'> & { readonly below: boolean })[] = [
  ...[true, false].flatMap((below) => {
    const kind = below ? 'folder' : 'directory';
    return [
      {
        name: `a ${kind} that is a link`,
        below,
        spoil: (path: string) => replaced(path, () => symlinkSync(aside, path)),
      },
      {
        name: `a ${kind} that all can write to`,
        below,
        spoil: (path: string) => chmodSync(path, 0o777),
      },
      {
        name: `a ${kind} of another user`,
        below,
        needsRoot: true as const,
        spoil: (path: string) => chownSync(path, 12_345, 12_345),
      },
    ];
  }),
];

const possible = <T extends { readonly needsRoot?: true }>(all: readonly T[]) =>
  all.filter(({ needsRoot }) => IS_ROOT || !needsRoot);

const named = <T extends { readonly name: string; readonly needsRoot?: true }>(all: readonly T[]) =>
  possible(all).map((each) => [each.name, each] as const);

/** What stood there before, wherever it is now: nothing writes through a link. */
function textAside(): string | undefined {
  return existsSync(aside) && statSync(aside).isFile() ? readFileSync(aside, 'utf8') : undefined;
}

const document = expect.stringMatching(/^\{"Version":1,"AccessKeyId":"ASIA\w+",.*\}\n$/);
const answered = { exitCode: 0, signal: null, stdout: document, stderr: '' };
const keyId = ({ stdout }: RunResult) => JSON.parse(stdout).AccessKeyId as string;

describe('a session', () => {
  let first: RunResult;
  let session: string;
  beforeEach(async () => {
    first = await swrole('-j', 'x');
    session = fileIn('sessions');
    rmSync(join(cache, 'answers'), { recursive: true });
  });

  test.each(named(OF_FILES))(
    'a session with %s is not served or followed, and --debug says why',
    async (_, { spoil, said, stays }) => {
      await spoil(session);
      const before = textAside();
      const debugged = await swrole('-j', '--debug', 'x');
      expect(debugged).toMatchObject({ exitCode: 0, stdout: document });
      expect(debugged.stderr).toContain(`${session} is not used: ${said}\n`);
      expect([keyId(debugged) === keyId(first), calls()]).toEqual([false, 2]);
      expect(textAside()).toBe(before);
      // The next one is stored, unless nothing can be.
      rmSync(join(cache, 'answers'), { recursive: true, force: true });
      const next = await swrole('-j', 'x');
      expect([next, keyId(next) === keyId(debugged)]).toEqual([answered, !stays]);
    },
  );

  test.each(named(OF_FOLDERS))(
    'a session in %s is not served or followed, and --debug says why',
    async (_, { spoil, below }) => {
      const folder = below ? join(cache, 'sessions') : cache;
      spoil(folder);
      const before = below && existsSync(aside) ? readdirSync(aside) : undefined;
      const debugged = await swrole('-j', '--debug', 'x');
      expect(debugged).toMatchObject({ exitCode: 0, stdout: document });
      expect(debugged.stderr).toMatch(
        new RegExp(
          `the session is not kept \\(${folder}: (?:not-private|not-a-folder|foreign-folder)\\)\n`,
        ),
      );
      expect([keyId(debugged) === keyId(first), calls()]).toEqual([false, 2]);
      if (before !== undefined) expect(readdirSync(aside)).toEqual(before);
    },
  );

  const otherText = async () => {
    await swrole('-j', 'y');
    const [other = ''] = readdirSync(join(cache, 'sessions')).filter(
      (name) => !session.endsWith(name),
    );
    return readFileSync(join(cache, 'sessions', other), 'utf8');
  };
  const withField = (text: string, name: string, value: unknown) =>
    JSON.stringify({ ...JSON.parse(text), [name]: value });
  const FIELDS = [
    'key',
    'assumedRoleArn',
    'origin',
    'issuedAt',
    'expiration',
    'accessKeyId',
    'secretAccessKey',
    'sessionToken',
    'accountId',
    'digest',
  ];

  test.each<[string, (text: string) => string | Promise<string>]>([
    ['of another profile', otherText],
    ['that is cut off', (text) => text.slice(0, -20)],
    ['that is empty', () => ''],
    ['of a newer format', (text) => withField(text, 'version', 9)],
    ...FIELDS.map(
      (name) =>
        [
          `with another ${name}`,
          (text: string) => withField(text, name, `${JSON.parse(text)[name] ?? ''}9`),
        ] as [string, (text: string) => string],
    ),
  ])('a session %s is not served, and --debug says so', async (_, change) => {
    writeFileSync(session, await change(readFileSync(session, 'utf8')));
    const before = calls();
    const debugged = await swrole('-j', '--debug', 'x');
    expect(debugged).toMatchObject({ exitCode: 0, stdout: document });
    expect(debugged.stderr).toMatch(
      / session [0-9a-f]{8}: what is stored is damaged, or of another role or time\n/,
    );
    expect([keyId(debugged) === keyId(first), calls()]).toEqual([false, before + 1]);
  });

  test('all fields of a session are edited in these tests', () => {
    const {
      origin = undefined,
      accountId = undefined,
      ...stored
    } = JSON.parse(readFileSync(session, 'utf8'));
    expect(Object.keys({ ...stored, origin, accountId }).sort()).toEqual([...FIELDS].sort());
  });

  test('the time of a session file counts for nothing', async () => {
    for (const year of ['1970-01-02', '2099-01-01']) {
      utimesSync(session, new Date(year), new Date(year));
      expect(await swrole('-j', 'x')).toEqual(first);
    }
    expect(calls()).toBe(1);
  });

  test('the built program meets a FIFO, a link and a file of 10 MB as the program of the tests does', async () => {
    for (const name of ['a FIFO', 'a link to the same text', '10 MB more']) {
      const found = OF_FILES.find((each) => each.name === name);
      await found?.spoil(session);
      const { exitCode, stderr } = await runSwrole(['-j', '--debug', 'x'], options());
      expect([exitCode, stderr]).toEqual([
        0,
        expect.stringContaining(`${session} is not used: ${found?.said}\n`),
      ]);
    }
  });
});

describe('an answer', () => {
  let first: RunResult;
  let answer: string;
  beforeEach(async () => {
    first = await swrole('-j', 'x');
    answer = join(cache, 'answers', 'x');
  });

  test.each(named(OF_FILES))(
    'an answer with %s is not served or followed, and --debug says why',
    async (_, { spoil, said, stays }) => {
      // What would be served is not what the session holds.
      const edited = readFileSync(answer, 'utf8').replace(/ASIA\w{4}/, 'ASIAXXXX');
      await spoil(answer);
      if (existsSync(aside) && statSync(aside).isFile()) writeFileSync(aside, edited);
      const before = textAside();
      expect(await swrole('-j', 'x')).toEqual(first);
      expect(textAside()).toBe(before);
      // It has been replaced meanwhile, unless nothing can be.
      if (!stays) {
        rmSync(aside, { force: true });
        await spoil(answer);
      }
      const debugged = await swrole('-j', '--debug', 'x');
      expect([debugged.stdout, calls()]).toEqual([first.stdout, 1]);
      expect(debugged.stderr).toContain(`${answer} was not used: ${said}\n`);
    },
  );

  test.each(named(OF_FOLDERS))('an answer in %s is not served', async (_, { spoil, below }) => {
    const text = readFileSync(answer, 'utf8');
    writeFileSync(answer, text);
    spoil(below ? join(cache, 'answers') : cache);
    const { exitCode, stdout, stderr } = await swrole('-j', 'x');
    expect([exitCode, stderr]).toEqual([0, '']);
    // Where the session cannot be read either, there is a new one.
    expect([stdout === first.stdout, calls()]).toEqual(below ? [true, 1] : [false, 2]);
  });
});

describe('a failure', () => {
  test.each(named(OF_FILES))(
    'a failure in a file with %s counts for nobody',
    async (_, { spoil, said }) => {
      const first = await swrole('-j', 'refused');
      expect([first.exitCode, calls()]).toEqual([5, 1]);
      const names = readdirSync(join(cache, 'outcomes')).map((name) =>
        join(cache, 'outcomes', name),
      );
      const attempt = names.find((path) => readFileSync(path, 'utf8').includes('"failures"')) ?? '';
      await spoil(attempt);
      const debugged = await swrole('-j', '--debug', 'refused');
      expect([debugged.exitCode, debugged.stdout, calls()]).toEqual([5, '', 2]);
      expect(debugged.stderr).toContain(`${attempt} is not used: ${said}\n`);
      expect(debugged.stderr).not.toContain('the same attempt failed');
    },
  );
});

describe('what has no output of its own', () => {
  test.each(named(OF_FILES))('used codes in a file with %s are not read', async (_, { spoil }) => {
    const store = () => privateStore(cache, 'mfa');
    const open = () => openUsedCodes(store(), 'device');
    open().add('123456' as MfaCode, Date.now());
    expect(open().has('123456' as MfaCode, Date.now())).toBe(true);
    await spoil(join(cache, 'mfa', `${deviceId('device')}.json`));
    expect(open().has('123456' as MfaCode, Date.now())).toBe(false);
  });

  test.each(named(OF_FILES))('a history with %s counts as empty', async (_, { spoil }) => {
    const deps = { cache, system: { env: {}, now: Date.now } };
    addUse('x', deps);
    expect(readHistory(deps)).toHaveLength(1);
    await spoil(join(cache, 'history', 'profiles.json'));
    expect(readHistory(deps)).toEqual([]);
  });

  test.each(named(OF_FILES.filter(({ name }) => !/user|group|world|MB/.test(name))))(
    'a lock with %s is not taken, and what it leads to stays as it was',
    async (_, { spoil }) => {
      const runtime = join(example.home.path, 'runtime');
      (await tryLock(cache, 'a'.repeat(64), runtime))?.release();
      const path = join(cache, 'locks', 'a'.repeat(64));
      writeFileSync(path, 'a text that must stay');
      await spoil(path);
      await expect(tryLock(cache, 'a'.repeat(64))).rejects.toThrow(
        /^.*: (?:ELOOP|EISDIR|ENXIO|not-a-lock)$/,
      );
      // The other directory has one for all of them.
      const held = await tryLock(cache, 'a'.repeat(64), runtime);
      expect(await tryLock(cache, 'a'.repeat(64), runtime)).toBeUndefined();
      held?.release();
      expect(textAside()).toBe('a text that must stay');
    },
  );
});

test.runIf(IS_ROOT && isImmutable())(
  'a damaged session that cannot be replaced is not served, and --debug says both',
  async () => {
    const first = await swrole('-j', 'x');
    const session = fileIn('sessions');
    rmSync(join(cache, 'answers'), { recursive: true });
    writeFileSync(session, readFileSync(session, 'utf8').replace('ASIA', 'ASIB'));
    execFileSync('chattr', ['+i', session]);
    try {
      const debugged = await swrole('-j', '--debug', 'x');
      expect([debugged.exitCode, keyId(debugged) === keyId(first)]).toEqual([0, false]);
      expect(debugged.stderr).toContain('what is stored is damaged, or of another role or time\n');
      expect(debugged.stderr).toContain(`the session is not kept (${session}: EPERM)\n`);
    } finally {
      execFileSync('chattr', ['-i', session]);
    }
  },
);

/** Whether the file system of the tests knows files that nobody can change. */
function isImmutable(): boolean {
  const path = join(process.env.TMPDIR ?? '/tmp', `swrole-immutable-${process.pid}`);
  try {
    writeFileSync(path, '');
    execFileSync('chattr', ['+i', path], { stdio: 'ignore' });
    execFileSync('chattr', ['-i', path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(path, { force: true });
  }
}
