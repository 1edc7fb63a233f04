import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { cacheFiles } from '../support/cache-files.ts';
import { type Example, member, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { type RunOptions, runSwrole, startSwrole } from '../support/run-swrole.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

let example: Example;
beforeEach(async () => {
  example = untilTestEnds(await startExample());
});

/** Where it runs: in the example's home, and whatever it may not say is watched for. */
function inExample(more: Partial<RunOptions> = {}): RunOptions {
  const { env, standIn } = example;
  return { env, secrets: standIn.secrets, credentialsOnStdout: true, ...more };
}

const built = (args: readonly string[]) => runSwrole(args, inExample());
const swrole = (args: readonly string[], more: Partial<RunOptions> = {}) =>
  runInProcess(args, inExample(more));

const cache = () => cacheFiles(example.home.cacheDir);

const JSON_FORM =
  /^\{"Version":1,"AccessKeyId":"ASIA[A-Z0-9]{16}","SecretAccessKey":"[^"]+","SessionToken":"[^"]+","Expiration":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ","AccountId":"111111111111"\}\n$/;

describe('swrole -j', () => {
  test('swrole -j prints one line of JSON and nothing else, with a stdin that never ends', async () => {
    const result = await built(['-j', 'project-dev']);
    expect(result).toEqual({
      exitCode: 0,
      signal: null,
      stdout: expect.stringMatching(JSON_FORM),
      stderr: '',
    });
    const [call] = example.standIn.calls;
    expect(call?.params).toMatchObject({
      RoleArn: 'arn:aws:iam::111111111111:role/developer',
      SerialNumber: member.mfa.serial,
      RoleSessionName: expect.stringMatching(/^swrole-[\w+=,.@-]{1,57}$/),
    });
    expect(call?.region).toBe('ap-northeast-1');
  });

  test('swrole -j answers again without a call, without a code, and with AWS out of reach', async () => {
    const first = await built(['-j', 'project-dev']);
    await example.standIn.close();
    expect(await built(['-j', 'project-dev'])).toEqual(first);
    expect(await built(['project-dev', '--json'])).toEqual(first);
    expect(await built(['--debug', '-j', 'project-dev'])).toMatchObject({
      exitCode: 0,
      stdout: first.stdout,
    });
    expect([example.standIn.calls.length, await example.tokenRuns()]).toEqual([1, 1]);
  });

  test('swrole -j prints long-term keys without a token, and never stores them', async () => {
    expect(await built(['-j', 'my-company'])).toEqual({
      exitCode: 0,
      signal: null,
      stdout: `{"Version":1,"AccessKeyId":"${member.accessKeyId}","SecretAccessKey":"${member.secretAccessKey}"}\n`,
      stderr: '',
    });
    expect(() => cache()).toThrow('ENOENT');
  });
});

describe('the code', () => {
  const now = () => totp(member.mfa.secret, Date.now());

  test('the code of -t is used instead of generate_token', async () => {
    expect((await swrole(['-j', '-t', now(), 'project-dev'])).exitCode).toBe(0);
    expect(await example.tokenRuns()).toBe(0);
  });

  test('the code of -t - comes from stdin', async () => {
    const input = ` ${now().replace(/^.../, '$& ')}\n`;
    expect((await swrole(['-j', '-t', '-', 'project-dev'], { input })).exitCode).toBe(0);
    expect(await example.tokenRuns()).toBe(0);
  });

  test('a code that was used before is refused without a call, and the cache stays', async () => {
    const code = now();
    await swrole(['-j', '-t', code, 'project-dev']);
    const before = cache();
    const { stderr, ...rest } = await swrole(['-j', '--refresh', '-t', code, 'project-dev']);
    expect(rest).toEqual({ exitCode: 4, signal: null, stdout: '' });
    expect(stderr).toMatch(
      /^swrole: error: the code of --token was used before, and a code works once\nswrole: hint: the next one comes in \d+ s\n$/,
    );
    expect([example.standIn.calls.length, cache()]).toEqual([1, before]);
  });

  test.each(['12345', '1234567', 'abcdef', ''])('%j is not a code', async (code) => {
    expect(await swrole(['-j', '-t', code, 'project-dev'])).toEqual({
      exitCode: 4,
      signal: null,
      stdout: '',
      stderr: 'swrole: error: the code of --token is not six digits\n',
    });
    expect(example.standIn.calls).toEqual([]);
  });

  test('a code that AWS refuses is an error at once, and the cache stays', async () => {
    await swrole(['-j', 'project-dev']);
    const session = (all: Record<string, string>) =>
      Object.entries(all).filter(([path]) => !path.startsWith('mfa/'));
    const before = session(cache());
    expect(await swrole(['-j', '--refresh', '-t', '000000', 'project-dev'])).toEqual({
      exitCode: 4,
      signal: null,
      stdout: '',
      stderr:
        'swrole: error: AWS refused the code of --token: it is wrong, expired or already used\n' +
        'swrole: hint: use the next one, and check the clock of the device\n',
    });
    expect(session(cache())).toEqual(before);
  });
});

test('stored files are private', async () => {
  await swrole(['-j', 'project-dev']);
  const { cacheDir } = example.home;
  const paths = ['', ...readdirSync(cacheDir, { recursive: true, encoding: 'utf8' })];
  const modes = paths.map((path) => {
    const stats = lstatSync(join(cacheDir, path));
    return [stats.isDirectory(), (stats.mode & 0o777).toString(8)];
  });
  expect(new Set(modes.map(String))).toEqual(new Set(['true,700', 'false,600']));
});

/** What every user can see of a process: on Linux without `ps`, which slim images do not have. */
function argumentsOf(pid: number | undefined): string {
  if (process.platform === 'linux') {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      .replace(/[\0 ]+/g, ' ')
      .trim();
  }
  return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).trim();
}

test.each<[string, (code: string) => string[]]>([
  ['-j -t CODE', (code) => ['-j', '-t', code]],
  ['-jt CODE', (code) => ['-jt', code]],
  ['-j --token=CODE', (code) => ['-j', `--token=${code}`]],
])('a code on the command line is not in the process list: %s', async (_, words) => {
  const hold = example.standIn.holdNext();
  const code = totp(member.mfa.secret, Date.now());
  const { env, standIn } = example;
  const options = { env, secrets: standIn.secrets, credentialsOnStdout: true };
  const { child, result } = startSwrole([...words(code), 'project-dev'], options);
  await hold.arrived;
  expect(argumentsOf(child.pid)).toBe('swrole');
  hold.release();
  expect((await result).exitCode).toBe(0);
});

test.each([
  ['cold', false],
  ['cached', true],
])('a reader that closes the pipe is no error (%s)', async (_, isCached) => {
  if (isCached) await swrole(['-j', 'project-dev']);
  const { env, standIn } = example;
  const { child, result } = startSwrole(['-j', 'project-dev'], { env, secrets: standIn.secrets });
  child.stdout.destroy();
  expect(await result).toEqual({ exitCode: 0, signal: null, stdout: '', stderr: '' });
});

test('--debug names unusual lines of the files', async () => {
  const odd = '[profile odd]\nregion = a # b\nrole_arn = arn:aws:iam::1:role/x\nflag\n';
  example = untilTestEnds(await startExample({ extraConfig: `\n${odd}` }));
  const { exitCode, stderr } = await swrole(['-j', '--debug', 'project-dev']);
  const lines = stderr.replaceAll(/^swrole: debug: |[^ ]*\/\.aws\//gm, '').split('\n');
  // Between what was read and what was chosen; the rest is in `diagnosis.test.ts`.
  expect([exitCode, ...lines.slice(1, 6)]).toEqual([
    0,
    'read config',
    'read credentials',
    'config:15: region ends at the comment; the AWS CLI takes the comment for a part of the value',
    'config:17: the line is ignored: it has no =',
    "profile 'project-dev'",
  ]);
});

describe('flags', () => {
  const keyId = ({ stdout }: { stdout: string }) =>
    (JSON.parse(stdout) as { AccessKeyId: string }).AccessKeyId;
  const code = (stepsLater: number) => totp(member.mfa.secret, Date.now() + stepsLater * 30_000);

  test('--refresh gets new credentials, which later runs use', async () => {
    const first = await swrole(['-j', '-t', code(0), 'project-dev']);
    const second = await swrole(['-j', '--refresh', '-t', code(1), 'project-dev']);
    expect(keyId(second)).not.toBe(keyId(first));
    expect(await swrole(['-j', 'project-dev'])).toEqual(second);
  });

  test('--no-cache reads and stores nothing but the note that the code is used', async () => {
    const first = await swrole(['-j', '-t', code(0), 'project-dev']);
    const before = cache();
    const other = await swrole(['-j', '--no-cache', '-t', code(1), 'project-dev']);
    expect(keyId(other)).not.toBe(keyId(first));
    expect(await swrole(['-j', 'project-dev'])).toEqual(first);
    const changed = Object.entries(cache()).filter(([path, text]) => before[path] !== text);
    expect(changed.map(([path]) => dirname(path))).toEqual(['mfa']);
  });

  test('--min-ttl renews if less time is left, and says when the role cannot give that much', async () => {
    await swrole(['-j', 'project-dev']);
    await swrole(['-j', '--min-ttl', '30m', 'project-dev']);
    expect(example.standIn.calls).toHaveLength(1);
    expect(await swrole(['-j', '--min-ttl', '2h', '-t', code(1), 'project-dev'])).toEqual({
      exitCode: 3,
      signal: null,
      stdout: '',
      stderr:
        "swrole: error: --min-ttl 2h: sessions of profile 'project-dev' last 1h\n" +
        "swrole: hint: raise duration_seconds of profile 'project-dev', or ask for less\n",
    });
  });

  test('--duration and --session-name make a session of their own', async () => {
    await swrole(['-j', '-t', code(0), 'project-dev']);
    const flags = ['--duration', '15m', '--session-name', 'alice'];
    const other = await swrole(['-j', ...flags, '-t', code(1), 'project-dev']);
    expect(example.standIn.calls[1]?.params).toMatchObject({
      DurationSeconds: '900',
      RoleSessionName: 'alice',
    });
    expect(await swrole(['-j', ...flags, 'project-dev'])).toEqual(other);
    expect(keyId(await swrole(['-j', 'project-dev']))).not.toBe(keyId(other));
  });

  test.each([
    ['--duration', '15m'],
    ['--session-name', 'alice'],
  ])('what %s %s gives is not kept as the answer for those who ask without it', async (...flag) => {
    expect(await swrole(['-j', ...flag, 'project-dev'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(Object.keys(cache()).filter((path) => dirname(path) === 'answers')).toEqual([]);
  });

  test('--no-prompt with no other way to a code is an error', async () => {
    example = untilTestEnds(await startExample({ generateToken: false }));
    expect(await swrole(['-j', '--no-prompt', 'project-dev'])).toEqual({
      exitCode: 4,
      signal: null,
      stdout: '',
      stderr:
        "swrole: error: profile 'project-dev' needs a code, and --no-prompt forbids to ask for it\n" +
        "swrole: hint: run 'swrole login project-dev' in a terminal first, or set generate_token\n",
    });
  });
});
