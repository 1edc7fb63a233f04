/** How often a call is made, what becomes of a wrong clock, and of a role that asks for more than its source can give. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import {
  auditor,
  developer,
  type Example,
  type ExampleOptions,
  member,
  startExample,
} from '../support/example-world.ts';
import { openPty } from '../support/pty.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const role = (lines = '') =>
  `[profile x]\nsource_profile = my-company\nrole_arn = ${auditor.arn}\n${lines}`;

async function start(options: ExampleOptions = {}): Promise<Example> {
  return untilTestEnds(await startExample({ extraConfig: role(), ...options }));
}

function swrole({ env, standIn }: Example, args: readonly string[], more: object = {}) {
  const secrets = standIn.secrets;
  return runInProcess(args, { env: { ...env, ...more }, secrets, credentialsOnStdout: true });
}

const statuses = ({ standIn }: Example) => standIn.calls.map(({ status }) => status);
const BUSY = { kind: 'answer', status: 503, code: 'ServiceUnavailable', message: 'busy' } as const;

describe('a call without a code is made', () => {
  test.each<[string, string, object, number[]]>([
    ['three times at most', '', {}, [503, 503, 503]],
    ['as often as AWS_MAX_ATTEMPTS says', '', { AWS_MAX_ATTEMPTS: '2' }, [503, 503]],
    ['as often as max_attempts says', 'max_attempts = 1\n', {}, [503]],
    [
      'as often as the environment says before the profile',
      'max_attempts = 1\n',
      { AWS_MAX_ATTEMPTS: '4' },
      [503, 503, 503, 503],
    ],
    [
      'in the adaptive mode too',
      'retry_mode = adaptive\n',
      { AWS_RETRY_MODE: '' },
      [503, 503, 503],
    ],
    ['in the mode that only botocore has', '', { AWS_RETRY_MODE: 'legacy' }, [503, 503, 503]],
  ])('a call without a code is made %s', async (_, lines, env, expected) => {
    const example = await start({ extraConfig: role(lines) });
    example.standIn.failNext(BUSY, 10);
    expect(await swrole(example, ['-j', 'x'], env)).toMatchObject({ exitCode: 5, stdout: '' });
    expect(statuses(example)).toEqual(expected);
  });

  test('a call without a code is tried again until it is answered', async () => {
    const example = await start();
    example.standIn.failNext(BUSY, 2);
    expect(await swrole(example, ['-j', 'x'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(statuses(example)).toEqual([503, 503, 200]);
  });
});

test('a call with a code is made once, whatever the configuration says', async () => {
  const example = await start();
  example.standIn.failNext(BUSY, 10);
  const env = { AWS_MAX_ATTEMPTS: '5' };
  expect(await swrole(example, ['-j', 'project-dev'], env)).toMatchObject({ exitCode: 5 });
  expect(statuses(example)).toEqual([503]);
});

test.each([
  ['AWS_MAX_ATTEMPTS', '0', 'must be a whole number from 1 to 100'],
  ['AWS_MAX_ATTEMPTS', 'many', 'must be a whole number from 1 to 100'],
  ['AWS_RETRY_MODE', 'never', 'must be standard, adaptive or legacy, in exactly this spelling'],
  ['AWS_USE_FIPS_ENDPOINT', 'yes', 'must be true or false'],
  ['AWS_STS_REGIONAL_ENDPOINTS', 'global', 'must be regional or legacy, in exactly this spelling'],
])('%s=%s is an error', async (variable, value, problem) => {
  const example = await start();
  expect(await swrole(example, ['-j', 'x'], { [variable]: value })).toEqual({
    exitCode: 3,
    signal: null,
    stdout: '',
    stderr: `swrole: error: ${variable} ${problem}, not '${value}'\n`,
  });
});

describe('a wrong clock', () => {
  const MINUTES = 60_000;
  const WARNING = (minutes: number, side: string) =>
    `swrole: warning: this machine's clock is ${minutes} min ${side}; the call was signed by AWS's\n`;

  test.each([
    [10, 'slow'],
    [-10, 'fast'],
  ])('a clock that is %i min off is corrected once, and --debug says so', async (minutes, side) => {
    const example = await start({ now: () => Date.now() + minutes * MINUTES });
    expect(await swrole(example, ['-j', 'x'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(statuses(example)).toEqual([403, 200]);
    const debug = await swrole(example, ['-j', 'x', '--refresh', '--debug']);
    expect(debug.stderr).toContain(WARNING(10, side));
  });

  test('a corrected clock costs no code: the same one is sent again', async () => {
    const now = () => Date.now() + 10 * MINUTES;
    const example = await start({ now });
    const code = totp(member.mfa.secret, now());
    const result = await swrole(example, ['-j', 'project-dev', '-t', code]);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(example.standIn.calls.map(({ params, status }) => [params.TokenCode, status])).toEqual([
      [code, 403],
      [code, 200],
    ]);
  });

  test('a corrected clock is named at a terminal', async () => {
    const { env } = await start({ now: () => Date.now() + 10 * MINUTES });
    const args = [SWROLE_PROGRAM, 'login', 'x'];
    const pty = untilTestEnds(openPty({ command: process.execPath, args, env }));
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(pty.text()).toContain(WARNING(10, 'slow').trim());
  });

  test('a clock that cannot be corrected is an error', async () => {
    let looks = 0;
    // Another clock at each look: none can be met.
    const now = () => {
      looks += 1;
      return Date.now() + looks * 20 * MINUTES;
    };
    const example = await start({ now });
    const result = await swrole(example, ['-j', 'x'], { AWS_MAX_ATTEMPTS: '1' });
    expect(result).toMatchObject({ exitCode: 5, stdout: '' });
    expect(result.stderr).toContain("hint: set this machine's clock");
  });
});

describe('a role behind a session lasts an hour', () => {
  const WARNING =
    "profile 'x' asks for 7200 s, but a role behind another session lasts 3600 s at most\n";
  const roles = [developer, { ...auditor, trusts: [developer.arn] }];
  const behind = (source: string) =>
    `[profile x]\nsource_profile = ${source}\nrole_arn = ${auditor.arn}\nduration_seconds = 7200\n`;
  const durations = ({ standIn }: Example) =>
    standIn.calls.map(({ params, status }) => [params.DurationSeconds, status]);

  test('a warning comes before the call of a role behind a session, and the call succeeds', async () => {
    const example = await start({ roles, extraConfig: behind('project-dev') });
    const { exitCode, stderr } = await swrole(example, ['-j', 'x', '--debug']);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(new RegExp(`swrole: warning: .*/config:\\d+: ${WARNING}`));
    expect(durations(example)).toEqual([
      [undefined, 200],
      ['3600', 200],
    ]);
  });

  test("the hour's limit also holds where only another program shows that it gave a session", async () => {
    const file = join(tempFolder(), 'session.json');
    const program = `[profile given]\ncredential_process = ${commandLine(['cat', file])}\n`;
    const example = await start({ roles, extraConfig: behind('given') + program });
    const { accessKeyId, secretAccessKey, session } = example.standIn.issue({
      roleArn: developer.arn,
      sessionName: 'given',
    });
    const keys = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
    writeFileSync(file, JSON.stringify({ Version: 1, ...keys, SessionToken: session.token }));
    const { exitCode, stderr } = await swrole(example, ['-j', 'x', '--debug']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`swrole: warning: ${WARNING}`);
    expect(durations(example)).toEqual([['3600', 200]]);
  });
});
