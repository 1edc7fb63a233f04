/** A cache that cannot be used costs time, never credentials; and no file of another user is changed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Example, member, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { type RunOptions, runSwrole, SWROLE_PROGRAM, startSwrole } from '../support/run-swrole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

let example: Example;
let cache: string;
beforeEach(async () => {
  example = untilTestEnds(await startExample());
  cache = join(example.home.path, 'cache');
});

/** `-j project-dev` with the cache in `cache`. */
function words(more: Partial<RunOptions> = {}, flags: readonly string[] = []) {
  const { env, standIn } = example;
  const options = { env: { ...env, SWROLE_CACHE_DIR: cache }, secrets: standIn.secrets, ...more };
  return [['-j', ...flags, 'project-dev'], { ...options, credentialsOnStdout: true }] as const;
}

const swrole = (...more: Parameters<typeof words>) => runInProcess(...words(...more));
const built = () => runSwrole(...words());

/** Another command with the same cache. */
function command(args: readonly string[], more: Partial<RunOptions> = {}) {
  const { env, standIn } = example;
  return runInProcess(args, {
    env: { ...env, SWROLE_CACHE_DIR: cache },
    secrets: standIn.secrets,
    ...more,
  });
}

const answered = {
  exitCode: 0,
  signal: null,
  stdout: expect.stringMatching(/^\{"Version":1,.*\}\n$/),
  stderr: '',
};
const code = (stepsLater: number) => totp(member.mfa.secret, Date.now() + stepsLater * 30_000);

test('where no cache can be made, every run gets new credentials, and --debug says why', async () => {
  writeFileSync(cache, 'a file in the place of the directory');
  expect(await swrole()).toEqual(answered);
  const { exitCode, stderr } = await swrole({}, ['--debug', '-t', code(1)]);
  expect(exitCode).toBe(0);
  const reason = 'is a link or a file, not a folder, so swrole keeps nothing there';
  expect(stderr).toContain(`cache: ${cache}: ${cache} ${reason}\n`);
  expect(stderr).toContain(`the session is not kept (${cache}: not-a-folder)\n`);
  expect(stderr).not.toContain('going on without');
  expect(example.standIn.calls).toHaveLength(2);
});

test("swrole reads and writes nothing in another user's directory", async () => {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    mkdirSync(cache);
    chownSync(cache, 12_345, 12_345);
  } else cache = '/'; // belongs to root
  const before = readdirSync(cache);
  expect(await swrole()).toEqual(answered);
  expect([readdirSync(cache), statSync(cache).uid]).toEqual([before, isRoot ? 12_345 : 0]);
});

test('swrole goes on without locks where the file system has none', async () => {
  const copy = tempFolder();
  for (const part of ['bin', 'dist', 'package.json']) {
    cpSync(join(PROJECT, part), join(copy, part), { recursive: true });
  }
  expect(existsSync(join(copy, 'node_modules'))).toBe(false);
  expect(await swrole({ program: join(copy, 'bin', 'swrole.cjs') })).toEqual(answered);
  await example.standIn.close();
  expect(await swrole()).toEqual(answered);
});

describe('a place where no folder can be made', () => {
  test('every command ends where no folder can be made', async () => {
    cache = '/proc/x';
    expect(await swrole()).toEqual(answered);
    expect((await command(['doctor', 'project-dev'])).exitCode).toBe(0);
    expect((await command(['status'])).exitCode).toBe(0);
    expect(await command(['logout', '--all'])).toEqual({
      exitCode: 0,
      signal: null,
      stdout: 'nothing was cached\n',
      stderr: '',
    });
  });

  test('a signal ends swrole where no folder can be made', async () => {
    const env = { ...example.env, SWROLE_CACHE_DIR: '/proc/x' };
    const hold = example.standIn.holdNext();
    const { child, result } = startSwrole(['-j', 'project-dev'], { env });
    await hold.arrived;
    child.kill('SIGTERM');
    expect(await result).toEqual({
      exitCode: 143,
      signal: null,
      stdout: '',
      stderr: 'swrole: error: interrupted\n',
    });
    hold.release();
  });

  test('setup says that it cannot write where no folder can be made', async () => {
    const env = { ...example.env, AWS_CONFIG_FILE: '/proc/x/config' };
    expect(await command(['setup', 'app', 'my-company'], { env })).toEqual({
      exitCode: 1,
      signal: null,
      stdout: '',
      stderr:
        'swrole: error: cannot write /proc/x/config (ENOENT)\nswrole: hint: --dry-run shows the lines to write there\n',
    });
  });
});

describe("a folder that is not swrole's", () => {
  const old = new Date('2020-01-01');
  const NAMES = [
    'sessions/letter.json',
    'answers/diary',
    'locks/x',
    'outcomes/a.tmp',
    'mfa/y.json',
  ];
  const states = () =>
    ['.', ...readdirSync(cache, { recursive: true, encoding: 'utf8' })].sort().map((name) => {
      const { mode, mtimeMs } = lstatSync(join(cache, name));
      return [name, mode, name.includes('.') ? mtimeMs : 0];
    });

  function folderOf(mode: number): void {
    for (const name of NAMES) {
      mkdirSync(join(cache, name, '..'), { recursive: true, mode: 0o700 });
      writeFileSync(join(cache, name), 'not a cache', { mode: 0o600 });
      utimesSync(join(cache, name), old, old);
    }
    chmodSync(cache, mode);
  }

  test.each([0o755, 0o777, 0o1777])(
    'swrole leaves a folder with mode %o as it is',
    async (mode) => {
      folderOf(mode);
      const before = states();
      expect(await swrole()).toEqual(answered);
      expect(await command(['logout', '--all'])).toEqual({
        exitCode: 1,
        signal: null,
        stdout: '',
        stderr: `swrole: error: ${cache} is not a folder that only you can open, so swrole uses and removes nothing in it\nswrole: hint: set SWROLE_CACHE_DIR to a folder that only you can open\n`,
      });
      expect(states()).toEqual(before);
    },
  );

  test('a shared folder that only its user can open keeps its files, and swrole removes only its own', async () => {
    folderOf(0o700);
    expect(await swrole()).toEqual(answered);
    const stored = readdirSync(cache, { recursive: true, encoding: 'utf8' });
    expect(stored).toEqual(expect.arrayContaining([...NAMES, 'answers/project-dev']));
    expect((await command(['logout', '--all'])).stdout).toBe('forgot 1 session and 1 answer\n');
    const left = readdirSync(cache, { recursive: true, encoding: 'utf8' });
    expect(left).toEqual(expect.arrayContaining(NAMES));
    expect(left).not.toContain('answers/project-dev');
    for (const name of NAMES) expect(lstatSync(join(cache, name)).mtimeMs).toBe(old.getTime());
  });
});

describe('login', () => {
  const makeOpen = () => {
    mkdirSync(cache);
    chmodSync(cache, 0o777);
  };
  const hint = 'swrole: hint: set SWROLE_CACHE_DIR to a folder that only you can open\n';
  const notPrivate =
    'is not a folder that only you can open, so swrole uses and removes nothing in it';
  const notFolder = 'is a link or a file, not a folder, so swrole keeps nothing there';
  const login = (flags: readonly string[] = []) => command(['login', ...flags, 'project-dev']);
  const failure = (reason: string, said = hint) => ({
    exitCode: 1,
    signal: null,
    stdout: '',
    stderr: `swrole: error: no session of profile 'project-dev' can be kept: ${reason}\n${said}`,
  });

  test.each<[string, () => void, string]>([
    ['a file', () => writeFileSync(cache, '', { mode: 0o600 }), notFolder],
    ['a link', () => symlinkSync(tempFolder(), cache), notFolder],
    ['open to all', makeOpen, notPrivate],
  ])('login fails before it uses a code where the directory is %s', async (_, spoil, reason) => {
    spoil();
    expect(await login()).toEqual(failure(`${cache} ${reason}`));
    expect([example.standIn.calls.length, await example.tokenRuns()]).toEqual([0, 0]);
  });

  test('login advises chmod for the usual place alone, and nothing for a folder of the system', async () => {
    const usual = example.home.cacheDir;
    mkdirSync(usual);
    chmodSync(usual, 0o777);
    const env = { ...example.env };
    expect(await command(['login', 'project-dev'], { env })).toEqual(
      failure(
        `${usual} ${notPrivate}`,
        `swrole: hint: run chmod 700 ${usual}, or set SWROLE_CACHE_DIR to a folder that only you can open\n`,
      ),
    );
    const spaced = join(tempFolder(), 'of Ada', '.aws', 'swrole');
    mkdirSync(spaced, { recursive: true });
    chmodSync(spaced, 0o777);
    const inSpaced = { env: { ...env, SWROLE_CACHE_DIR: spaced } };
    expect(await command(['login', 'project-dev'], inSpaced)).toEqual(
      failure(
        `${spaced} ${notPrivate}`,
        `swrole: hint: run chmod 700 '${spaced}', or set SWROLE_CACHE_DIR to a folder that only you can open\n`,
      ),
    );
    for (const folder of ['/tmp', '/', '/dev/null']) {
      const there = { ...env, SWROLE_CACHE_DIR: folder };
      const said = await command(['login', 'project-dev'], { env: there });
      const { stdout } = await command(['doctor'], { env: there });
      expect(said.exitCode).toBe(1);
      expect(said.stderr + stdout).not.toMatch(/chmod|mv /);
    }
  });

  test('a relative SWROLE_CACHE_DIR is in the home, not in the working folder', async () => {
    const cwd = tempFolder();
    const env = { ...example.env, SWROLE_CACHE_DIR: 'own/cache' };
    expect((await command(['login', 'project-dev'], { env, cwd })).exitCode).toBe(0);
    expect(readdirSync(cwd)).toEqual([]);
    expect(readdirSync(join(example.home.path, 'own/cache'))).toContain('sessions');
  });

  test('login keeps the session where only locks cannot be kept', async () => {
    mkdirSync(cache, { mode: 0o700 });
    writeFileSync(join(cache, 'locks'), '');
    expect((await login()).exitCode).toBe(0);
    expect(await swrole()).toEqual(answered);
    expect(example.standIn.calls).toHaveLength(1);
    const { stdout } = await command(['doctor', 'project-dev']);
    expect(stdout).toContain(`swrole's directory cannot be used: ~/cache/locks ${notFolder}`);
    expect(stdout).toContain(
      'fix: unset SWROLE_CACHE_DIR, or set it to a folder that only you can open\n',
    );
  });

  test('login fails when the file cannot be written in the end', async () => {
    const { env } = example;
    // No file may grow: as on a full disk, which only shows when a file is written.
    const script = 'trap "" XFSZ; ulimit -f 0; exec "$@"';
    const words = ['-c', script, 'sh', process.execPath, SWROLE_PROGRAM, 'login', 'project-dev'];
    const child = spawn('/bin/sh', [...words, '-t', code(0)], {
      env: { ...env, SWROLE_CACHE_DIR: cache },
    });
    const output = [text(child.stdout), text(child.stderr), once(child, 'close')] as const;
    const [stdout, stderr, [exitCode]] = await Promise.all(output);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^swrole: error: no session of profile 'project-dev' can be kept: \S*\/cache\/sessions\/[0-9a-f]{64}\.json cannot be written: the limit of the size of files is too low \(EFBIG, ulimit -f\)\n/,
      ),
    });
    expect(readdirSync(join(cache, 'sessions'))).toEqual([]);
  });

  test.runIf(process.getuid?.() === 0)('login fails in a read-only folder', async () => {
    const { path } = example.home;
    for (const name of ['.', ...readdirSync(path, { recursive: true, encoding: 'utf8' })])
      chownSync(join(path, name), 12_345, 12_345);
    const readOnly = join(path, '.aws');
    chmodSync(readOnly, 0o500);
    const result = await runInProcess(['login', 'project-dev'], { env: example.env, uid: 12_345 });
    expect(result).toEqual(failure(`${readOnly} cannot be written to: permission denied (EACCES)`));
    expect(await example.tokenRuns()).toBe(0);
  });
});

describe('a code is sent once', () => {
  test('a code is sent once where the directory cannot be used', async () => {
    mkdirSync(cache);
    chmodSync(cache, 0o777);
    const token = code(0);
    expect(await swrole({}, ['-t', token])).toEqual(answered);
    const late = await swrole({}, ['-t', token]);
    const advice = `each call needs a code of its own, because no session can be kept: ${cache} is not a folder that only you can open, so swrole uses and removes nothing in it; set SWROLE_CACHE_DIR to a folder that only you can open`;
    expect({ ...late, stderr: late.stderr.replace(/\d+ s;/, 'N s;') }).toEqual({
      exitCode: 4,
      signal: null,
      stdout: '',
      stderr: `swrole: error: the code of --token was used before, and a code works once\nswrole: hint: the next one comes in N s; ${advice}\n`,
    });
    const chosen = await swrole({}, ['--no-cache', '-t', token]);
    expect(chosen.stderr).not.toContain('SWROLE_CACHE_DIR');
    expect(example.standIn.calls).toHaveLength(1);
  });

  test.runIf(process.getuid?.() === 0)(
    'where another user owns the other place for used codes too, doctor names both',
    async () => {
      const user = 12_345;
      const { path } = example.home;
      for (const name of ['.', ...readdirSync(path, { recursive: true, encoding: 'utf8' })])
        chownSync(join(path, name), user, user);
      const shared = tempFolder();
      chmodSync(shared, 0o1777);
      const taken = join(shared, `swrole-${user}`);
      mkdirSync(taken);
      mkdirSync(cache);
      const { XDG_RUNTIME_DIR: _, ...rest } = example.env;
      const env = { ...rest, SWROLE_CACHE_DIR: cache, TMPDIR: shared };
      const token = code(0);
      expect(await swrole({ env, uid: user }, ['-t', token])).toEqual(answered);
      const late = await swrole({ env, uid: user }, ['-t', token]);
      const foreign = 'belongs to another user, so swrole uses and removes nothing in it';
      expect(late).toEqual({
        exitCode: 4,
        signal: null,
        stdout: '',
        stderr: `swrole: error: AWS refused the code of --token: it is wrong, expired or already used\nswrole: hint: another swrole may have used it, because used codes cannot be remembered: ${cache} ${foreign}; set SWROLE_CACHE_DIR to a folder that only you can open\n`,
      });
      const { stdout } = await command(['doctor', '--json', 'project-dev'], { env, uid: user });
      const findings = JSON.parse(stdout).findings as readonly { check: string }[];
      expect(findings.filter(({ check }) => check === 'cache-permissions')).toEqual([
        expect.objectContaining({
          level: 'error',
          what: "swrole's directory belongs to another user",
          advice: {
            kind: 'fix',
            text: 'unset SWROLE_CACHE_DIR, or set it to a folder that only you can open',
          },
        }),
        {
          check: 'cache-permissions',
          level: 'warning',
          what: `swrole's directory for locks and used codes cannot be used: ${taken} ${foreign}`,
          where: { file: taken, line: null, variable: null, host: null, program: null },
          why: 'swrole needs it where its own directory cannot be used: without it, several calls at once send the same code, and AWS takes it once',
          advice: {
            kind: 'fix',
            text: `set XDG_RUNTIME_DIR to a folder that only you can open, or let its owner or root remove ${taken}`,
          },
        },
      ]);
    },
  );

  test('many callers at once send a code once where the locks cannot be kept in the directory', async () => {
    mkdirSync(cache, { mode: 0o700 });
    writeFileSync(join(cache, 'locks'), '');
    const results = await Promise.all(Array.from({ length: 3 }, () => built()));
    expect(results).toEqual(results.map(() => answered));
    expect([example.standIn.calls.length, await example.tokenRuns()]).toEqual([1, 1]);
  });
});
