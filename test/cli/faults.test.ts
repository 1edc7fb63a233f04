/**
 * What fails around the program, and its one clear outcome: disks, locks, streams, clocks and STS. Too few open files are in
 * `crash.test.ts`, a folder that may not be written to in `bad-disk.test.ts`, answers without an end in `endless-answers.test.ts` and `strange-answers.test.ts`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { answering, startAnswering } from '../support/answering-server.ts';
import { collectOutput, untilClosed } from '../support/child-output.ts';
import { auditor, type Example, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runSwrole, SWROLE_PROGRAM, startSwrole } from '../support/run-swrole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const ROLE = `role_arn = ${auditor.arn}\nsource_profile = my-company\n`;

let example: Example;
beforeEach(async () => {
  example = untilTestEnds(await startExample({ extraConfig: `[profile x]\n${ROLE}` }));
});

const options = (env: Readonly<Record<string, string>> = {}) => ({
  env: { ...example.env, ...env },
  secrets: example.standIn.secrets,
  credentialsOnStdout: true,
});
const document = expect.stringMatching(/^\{"Version":1,"AccessKeyId":"ASIA\w+",.*\}\n$/);
const answered = { exitCode: 0, signal: null, stdout: document, stderr: '' };
const calls = () => example.standIn.calls.length;

describe('standard streams', () => {
  const NO_PROFILE =
    /^swrole: error: profile 'gone' is not in \S+ or \S+\nswrole: hint: swrole list shows the profiles\n$/;
  const FULL = /^swrole: error: cannot write to stdout \(ENOSPC\)\n$/;
  const NOTHING = /^$/;
  /** With the stderr of a profile that is not there; without one it is not tried. Without stdin alone, all is as in `<&- 2>&-`. */
  const CLOSED = [
    ['>&-', '', NO_PROFILE],
    ['2>&-', document, NOTHING],
    ['<&- >&-', '', NO_PROFILE],
    ['<&- 2>&-', document, undefined],
    ['<&- >&- 2>&-', '', NOTHING],
  ] as const;

  async function redirected(redirection: string, profile: string) {
    const script = `exec "$@" ${redirection}`;
    const args = ['-c', script, 'sh', process.execPath, SWROLE_PROGRAM, '-j', profile];
    const child = spawn('/bin/sh', args, { env: example.env });
    const output = collectOutput(child);
    await untilClosed(child, 20_000);
    return { exitCode: child.exitCode, ...output };
  }

  test.each(CLOSED)(
    'with the streams %s closed, it ends as with all of them, and writes what it can',
    async (redirection, stdout, stderr) => {
      expect(await redirected(redirection, 'x')).toEqual({ exitCode: 0, stdout, stderr: '' });
      if (stderr === undefined) return;
      expect(await redirected(redirection, 'gone')).toEqual({
        exitCode: 3,
        stdout: '',
        stderr: expect.stringMatching(stderr),
      });
    },
  );

  test.runIf(existsSync('/dev/full')).each([
    ['>/dev/full', 1, '', FULL],
    ['2>/dev/full', 0, document, NOTHING],
    ['>/dev/full 2>/dev/full', 1, '', NOTHING],
    ['>/dev/full 2>&-', 1, '', NOTHING],
  ] as const)(
    'onto a full disk (%s) it says once that it cannot write',
    async (redirection, exitCode, stdout, stderr) => {
      expect(await redirected(redirection, 'x')).toEqual({
        exitCode,
        stdout,
        stderr: expect.stringMatching(stderr),
      });
    },
  );

  test('a reader that goes away is no failure', async () => {
    for (const args of [['-j', 'x'], ['list']]) {
      const script = 'set -o pipefail; "$@" | true';
      const words = ['-c', script, 'bash', process.execPath, SWROLE_PROGRAM, ...args];
      const child = spawn('bash', words, { env: example.env });
      const output = collectOutput(child);
      await untilClosed(child, 20_000);
      const { exitCode } = child;
      expect({ exitCode, ...output }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    }
  });
});

describe('disks and locks', () => {
  /** The credentials all the same, and why they are not kept. */
  async function uncached(reason: RegExp, env: Readonly<Record<string, string>> = {}) {
    expect(await runInProcess(['-j', 'x'], options(env))).toEqual(answered);
    const { exitCode, stderr } = await runInProcess(['-j', '--debug', 'x'], options(env));
    expect(exitCode).toBe(0);
    const [, found] = /the session is not kept \((.*)\)\n/.exec(stderr) ?? [];
    expect(found).toMatch(reason);
    expect(calls()).toBe(2);
  }

  test.runIf(mayMount()).each([
    ['a full disk', 'nr_inodes=2', /\/cache\/sessions\/[0-9a-f]{64}\.json: ENOSPC$/],
    ['a read-only disk', 'ro', /\/cache\/sessions: EROFS$/],
  ] as const)(
    'on %s it gives credentials, and --debug says why none are kept',
    async (_, kind, reason) => {
      const cache = join(example.home.path, 'cache');
      mkdirSync(cache, { mode: 0o700 });
      execFileSync('mount', ['-t', 'tmpfs', '-o', `${kind},mode=0700`, 'tmpfs', cache]);
      try {
        // One folder fits into it, and nothing else.
        if (kind !== 'ro') mkdirSync(join(cache, 'sessions'), { mode: 0o700 });
        await uncached(reason, { SWROLE_CACHE_DIR: cache });
      } finally {
        execFileSync('umount', [cache]);
      }
    },
  );

  /** Loaded before the program: the file system has no locks. */
  const NO_LOCKS = `const Module = require('node:module');
const { _load } = Module;
Module._load = (request, ...rest) => {
  const found = _load(request, ...rest);
  if (!/fs-native-extensions/.test(request)) return found;
  return { ...found, tryLock: () => { throw Object.assign(new Error('no locks'), { code: 'ENOLCK' }); } };
};`;

  test('where the file system has no locks it goes on without one, and --debug says so', async () => {
    const file = join(tempFolder(), 'no-locks.cjs');
    writeFileSync(file, NO_LOCKS);
    const env = { NODE_OPTIONS: `--require ${file}` };
    const { exitCode, stdout, stderr } = await runSwrole(['-j', '--debug', 'x'], options(env));
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: document });
    expect(stderr).toMatch(/going on without a lock \(\S+: ENOLCK\)\n/);
    await example.standIn.close();
    expect(await runInProcess(['-j', 'x'], options())).toEqual({ ...answered, stdout });
  });
});

describe('a swrole that holds the lock and stands still', () => {
  /** Stopped while it waits for STS, which has its call. */
  async function stopped() {
    const hold = example.standIn.holdNext();
    const { child, result } = startSwrole(['-j', 'x'], options());
    await hold.arrived;
    child.kill('SIGSTOP');
    const resume = async () => {
      child.kill('SIGCONT');
      hold.release();
      return result;
    };
    return { pid: child.pid, resume };
  }

  test('others wait for it until their time is over, and name it', async () => {
    const { pid, resume } = await stopped();
    // Time passes by waiting alone.
    const waited = await runInProcess(['-j', 'x'], { ...options(), clock: { ahead: 0 } });
    expect({ ...waited, stderr: waited.stderr.replace(/since [^)]+\)/, 'since TIME)') }).toEqual({
      exitCode: 4,
      signal: null,
      stdout: '',
      stderr: `swrole: error: another swrole (process ${pid}, since TIME) is obtaining credentials of profile 'x'\nswrole: hint: it may be waiting for a code on another terminal\n`,
    });
    expect(await resume()).toEqual(answered);
    expect(await runInProcess(['-j', 'x'], options())).toEqual(answered);
    expect(calls()).toBe(1);
  });
});

describe('clocks', () => {
  const HOUR = 3_600_000;

  test.each([
    ['two hours back', -2 * HOUR, 2],
    ['at 1970', -Date.now() + HOUR, 2],
    ['four minutes back', -4 * 60_000, 1],
    ['ten minutes on', 10 * 60_000, 1],
  ])(
    'with the clock %s, a stored session is given if it is good by both clocks',
    async (_, ahead, wanted) => {
      const first = await runInProcess(['-j', 'x'], options());
      rmSync(join(example.home.cacheDir, 'answers'), { recursive: true });
      const second = await runInProcess(['-j', 'x'], { ...options(), clock: { ahead } });
      expect([first, second]).toEqual([answered, answered]);
      expect([calls(), second.stdout === first.stdout]).toEqual([wanted, wanted === 1]);
    },
  );
});

test('with the clock two hours on, new credentials would have expired: that is said of the clock', async () => {
  const late = { ...options(), clock: { ahead: 2 * 3_600_000 } };
  const { stderr, ...rest } = await runInProcess(['-j', 'x'], late);
  expect({ ...rest, stderr: stderr.replaceAll(/\d{4}-\d\d-\S+Z/g, 'TIME') }).toEqual({
    exitCode: 5,
    signal: null,
    stdout: '',
    stderr:
      "swrole: error: the credentials of profile 'x' expired at TIME, but this machine's clock says TIME\nswrole: hint: set this machine's clock\n",
  });
});

describe('STS', () => {
  const LIE = `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>x</SecretAccessKey><SessionToken>y</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::999999999999:assumed-role/other/s</Arn></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>`;
  const CALL = `AssumeRole ${auditor.arn}`;

  const lateness = () => {
    // Two seconds of the 55 are left.
    const late = join(tempFolder(), 'late.cjs');
    writeFileSync(late, 'process.uptime = () => 53;');
    return { NODE_OPTIONS: `--require ${late}` };
  };

  test.each<[string, Parameters<typeof startAnswering>[0], string, boolean?]>([
    ['hangs', () => {}, `cannot reach HOST for ${CALL}: no answer in time`, true],
    [
      'drips',
      (response) => void setInterval(() => response.write(' '), 50).unref(),
      `cannot reach HOST for ${CALL}: no answer in time`,
      true,
    ],
    [
      'resets',
      (response) => void response.socket?.destroy(),
      `cannot reach HOST for ${CALL}: socket hang up`,
    ],
    [
      'lies',
      answering(200, LIE),
      `${CALL}: the answer is not one of STS: it holds no complete credentials of this role (HOST)`,
    ],
  ])('an STS that %s is one error, and nothing is kept', async (_, answer, message, isLate) => {
    const url = await startAnswering(answer);
    const env = { AWS_ENDPOINT_URL_STS: url, AWS_MAX_ATTEMPTS: '1', ...(isLate && lateness()) };
    const { exitCode, stdout, stderr } = await runInProcess(['-j', 'x'], options(env));
    const [line] = stderr.replaceAll(new URL(url).host, 'HOST').split('\n');
    expect({ exitCode, stdout, line }).toEqual({
      exitCode: 5,
      stdout: '',
      line: `swrole: error: ${message}`,
    });
    expect(existsSync(join(example.home.cacheDir, 'sessions'))).toBe(false);
  });
});

/** Whether the tests may mount: only as root, and not in every container. */
function mayMount(): boolean {
  const folder = join(process.env.TMPDIR ?? '/tmp', `swrole-mount-${process.pid}-f`);
  try {
    mkdirSync(folder);
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
