/** A local endpoint instead of keys: `swrole serve` and `swrole exec --server`, as built. */

import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { Credentials } from '../../src/credentials.ts';
import type { Format } from '../../src/formats/document.ts';
import { exportText } from '../../src/formats/index.ts';
import { IDENTITY_VARIABLES } from '../../src/formats/variables.ts';
import { leaveSessions } from '../soak/stored-files.ts';
import { askEndpoint } from '../support/container-client.ts';
import {
  auditor,
  developer,
  type Example,
  member,
  startExample,
} from '../support/example-world.ts';
import { openPty } from '../support/pty.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SWROLE_PROGRAM, startSwrole } from '../support/run-swrole.ts';
import { screen } from '../support/screen.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import { movableClock, PRINT_VARIABLES, startEndpoint } from './serve-world.ts';

let example: Example;
beforeEach(async () => {
  example = untilTestEnds(await startExample());
});

const GIVEN = {
  status: 200,
  body: {
    AccessKeyId: expect.stringMatching(/^ASIA/),
    SecretAccessKey: expect.stringMatching(/^EXAMPLE/),
    Token: expect.stringMatching(/^IQo/),
    Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    AccountId: '111111111111',
  },
};
const GONE = { error: 'ECONNREFUSED' };

/** Milliseconds that a session has left: it is used until 10 s before its end. Then the clock is set ahead. */
const NEARLY_OVER = 60_000;
const OVER = 55_000;

const assumed = () => example.standIn.calls.filter(({ action }) => action === 'AssumeRole').length;

const code = () => totp(member.mfa.secret, Date.now());

/** A profile without a code: no test waits for the next one of the device. */
function addAudit(): void {
  const audit = `\n[profile audit]\nrole_arn = ${auditor.arn}\nsource_profile = my-company\n`;
  appendFileSync(example.home.configFile, audit);
}

/** Stands for what is new in each run. */
const fixed = (text: string) =>
  text.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:PORT').replace(/(TOKEN\W+)[\w-]{43}/, '$1TOKEN');

const swrole = (...args: string[]) =>
  runInProcess(args, { env: example.env, secrets: example.standIn.secrets, detached: true });

/** The same for a command line that fails before anything runs. */
const failing = (...args: string[]) =>
  runInProcess(args, {
    env: example.env,
    secrets: example.standIn.secrets,
    detached: true,
    startsNothing: true,
  });

describe('what serve prints', () => {
  /** As `test/formats/endpoint.test.ts` has it, whole, for each format. */
  const printed = (format: Format, region = 'ap-northeast-1') =>
    exportText(
      format,
      {
        profile: 'project-dev',
        credentials: new Credentials({ accessKeyId: '', secretAccessKey: '' }),
        accountId: '111111111111',
        region,
        endpoint: { url: 'http://127.0.0.1:1/credentials', token: 'A'.repeat(43) },
      },
      example.env,
    );

  test('sh is the form without -f, and --region counts', async () => {
    const { child, result } = startSwrole(['serve', '--region', 'eu-west-1', 'project-dev'], {
      env: example.env,
      secrets: example.standIn.secrets,
    });
    // One write, which is whole.
    child.stdout.once('data', () => child.kill('SIGTERM'));
    const { stdout, ...rest } = await result;
    expect(rest).toEqual({ exitCode: null, signal: 'SIGTERM', stderr: '' });
    expect(fixed(stdout)).toBe(fixed(printed('sh', 'eu-west-1')));
    expect(fixed(stdout)).toMatch(/PORT.*TOKEN/s);
  });

  test('on a terminal one more line says what to do, and Ctrl-C ends it', async () => {
    const args = [SWROLE_PROGRAM, 'serve', '-f', 'dotenv', 'project-dev'];
    const options = { command: process.execPath, args, env: example.env, cols: 500 };
    const pty = untilTestEnds(openPty(options));
    await pty.waitFor('ends the endpoint\n');
    // The screen is without the line that says for what swrole waits.
    expect(screen(pty.raw(), 500).map(fixed)).toEqual([
      ...fixed(printed('dotenv')).trimEnd().split('\n'),
      'swrole: project-dev: run these lines in another shell; Ctrl-C ends the endpoint',
    ]);
    pty.write('\x03');
    expect(await pty.exit).toEqual({ signal: 'SIGINT' });
  });
});

describe('serve', () => {
  /** On a terminal, with five minutes left of a session that needs a code to be renewed. */
  async function serveOnTerminal() {
    example = untilTestEnds(await startExample({ generateToken: false }));
    await swrole('login', '-t', code(), 'project-dev');
    leaveSessions(example.home, 5 * 60_000);
    const args = [SWROLE_PROGRAM, 'serve', '-f', 'json', 'project-dev'];
    const pty = untilTestEnds(
      openPty({ command: process.execPath, args, env: example.env, cols: 500 }),
    );
    const shown = await pty.waitFor('ends the endpoint\n');
    const variables = JSON.parse(/^\{.*\}$/m.exec(shown)?.[0] ?? '');
    return { pty, variables };
  }

  test('gives the credentials that are cached, until it ends; --debug and the process list have no token', async () => {
    const { variables, pid, kill, result } = await startEndpoint(example, [
      ...['serve', '--debug', '-f', 'json', 'project-dev'],
    ]);
    const [first, second] = [await askEndpoint(variables), await askEndpoint(variables)];
    expect(first).toEqual(GIVEN);
    expect([second, assumed()]).toEqual([first, 1]);
    const { stdout } = await runInProcess(['-j', 'project-dev'], {
      env: example.env,
      credentialsOnStdout: true,
    });
    const { AccessKeyId, Expiration } = JSON.parse(stdout);
    expect(first).toMatchObject({ body: { AccessKeyId, Expiration } });
    await askEndpoint({ ...variables, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'wrong' });
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    kill('SIGINT');
    const { stderr, ...rest } = await result;
    expect(rest).toMatchObject({ exitCode: null, signal: 'SIGINT' });
    expect(stderr.match(/endpoint: \d.*$/gm)).toEqual([
      'endpoint: 200',
      'endpoint: 200',
      'endpoint: 403 (Authorization must be AWS_CONTAINER_AUTHORIZATION_TOKEN)',
    ]);
    expect(words + stderr).not.toContain(variables.AWS_CONTAINER_AUTHORIZATION_TOKEN);
    expect(await askEndpoint(variables)).toEqual(GONE);
  });

  test('what has 18 minutes left is renewed at once; requests get what is there meanwhile', async () => {
    addAudit();
    await swrole('login', 'audit');
    const end = Date.now() + 18 * 60_000;
    leaveSessions(example.home, 18 * 60_000);
    const hold = example.standIn.holdNext();
    const { variables } = await startEndpoint(example, ['serve', '-f', 'json', 'audit']);
    await hold.arrived;
    const old = await askEndpoint(variables);
    const minutes = (answer: object) =>
      Math.round(Math.abs(Date.parse((answer as typeof GIVEN).body.Expiration) - end) / 60_000);
    const given = { ...GIVEN, body: { ...GIVEN.body, AccountId: '222222222222' } };
    expect([old, minutes(old)]).toEqual([given, 0]);
    hold.release();
    await expect.poll(async () => minutes(await askEndpoint(variables))).toBeGreaterThan(40);
    expect(assumed()).toBe(2);
  });

  test('without a way to ask, serve answers 503 after the end; a login elsewhere helps at once', async () => {
    example = untilTestEnds(await startExample({ generateToken: false }));
    await swrole('login', '-t', code(), 'project-dev');
    leaveSessions(example.home, NEARLY_OVER);
    const clock = movableClock(example);
    const args = ['serve', '-f', 'json', 'project-dev'];
    const { variables } = await startEndpoint(example, args, clock.env);
    expect(await askEndpoint(variables)).toEqual(GIVEN);
    clock.setAhead(OVER);
    const needed = {
      status: 503,
      body: {
        Code: 'NoCredentials',
        Message:
          "profile 'project-dev' needs a code; answer the question of 'swrole serve project-dev', or run 'swrole login project-dev' in a terminal",
      },
    };
    await expect.poll(() => askEndpoint(variables)).toEqual(needed);
    // That a renewal in the background cannot ask is no failure of the profile.
    const status = JSON.parse((await swrole('status', '--json', 'project-dev')).stdout);
    expect(status.failures).toEqual([]);
    expect(assumed()).toBe(1);
    const next = totp(member.mfa.secret, Date.now() + 30_000);
    expect(await swrole('login', '-t', next, 'project-dev')).toMatchObject({ exitCode: 0 });
    expect(await askEndpoint(variables)).toEqual(GIVEN);
    expect(assumed()).toBe(2);
  });

  test('its terminal is asked when a program wants credentials, not before, and the answer counts', async () => {
    const { pty, variables } = await serveOnTerminal();
    // Valid for five more minutes: the program goes on with them while the user is asked.
    const [old] = await Promise.all([askEndpoint(variables), askEndpoint(variables)]);
    expect(old).toEqual(GIVEN);
    await pty.waitFor('MFA code for project-dev (role developer in 111111111111, device member): ');
    expect(await askEndpoint(variables)).toEqual(old);
    pty.write(`${totp(member.mfa.secret, Date.now() + 30_000)}\r`);
    await expect.poll(async () => await askEndpoint(variables)).not.toEqual(old);
    expect(await askEndpoint(variables)).toEqual(GIVEN);
    expect([assumed(), pty.text().match(/MFA code/g)]).toEqual([2, ['MFA code']]);
    pty.write('\x03');
    expect(await pty.exit).toEqual({ signal: 'SIGINT' });
  });

  test('Ctrl-C at its question ends it', async () => {
    const { pty, variables } = await serveOnTerminal();
    await askEndpoint(variables);
    await pty.waitFor('device member): ');
    pty.write('\x03');
    expect(await pty.exit).toEqual({ signal: 'SIGINT' });
    expect(await askEndpoint(variables)).toEqual(GONE);
  });

  test('an edited profile gives no other role', async () => {
    addAudit();
    await swrole('login', 'audit');
    leaveSessions(example.home, NEARLY_OVER);
    example.standIn.failNext({ kind: 'answer', status: 400, code: 'AccessDenied', message: 'no' });
    const clock = movableClock(example);
    const args = ['serve', '-f', 'json', 'audit'];
    const { variables } = await startEndpoint(example, args, clock.env);
    expect(await askEndpoint(variables)).toMatchObject({ body: { AccountId: '222222222222' } });
    const text = readFileSync(example.home.configFile, 'utf8');
    const other = text
      .replace(auditor.arn, developer.arn)
      .replace(
        /(\[profile audit\]\n)/,
        `$1mfa_serial = ${member.mfa.serial}\ngenerate_token = ${/generate_token = (.*)/.exec(text)?.[1]}\n`,
      );
    writeFileSync(example.home.configFile, other);
    clock.setAhead(OVER);
    await expect
      .poll(() => askEndpoint(variables))
      .toEqual({
        status: 503,
        body: {
          Code: 'NoCredentials',
          Message: "profile 'audit' now has another role or account; start swrole again",
        },
      });
  });

  test.each([
    ['with an account', { AccountId: '111111111111' }],
    ['without', {}],
  ])(
    'another program in the profile, %s, does not give its credentials',
    async (_name, account) => {
      const keys = { Version: 1, AccessKeyId: 'ASIAIOSFODNN7EXAMPLE', SessionToken: 'a' };
      const write = (file: string, seconds: number) => {
        const Expiration = new Date(Date.now() + seconds * 1000).toISOString();
        const secret = { SecretAccessKey: member.secretAccessKey, ...account };
        writeFileSync(
          join(example.home.path, file),
          JSON.stringify({ ...keys, ...secret, Expiration }),
        );
      };
      write('one', NEARLY_OVER / 1000);
      write('other', 3600);
      const program = (file: string) =>
        `[profile audit]\ncredential_process = cat ${join(example.home.path, file)}\n`;
      writeFileSync(example.home.configFile, program('one'));
      const clock = movableClock(example);
      const args = ['serve', '-f', 'json', 'audit'];
      const { variables } = await startEndpoint(example, args, clock.env);
      expect(await askEndpoint(variables)).toMatchObject({ status: 200 });
      writeFileSync(example.home.configFile, program('other'));
      clock.setAhead(OVER);
      await expect
        .poll(() => askEndpoint(variables))
        .toMatchObject({ status: 503, body: { Message: expect.stringContaining('another role') } });
    },
  );
});

describe('exec --server', () => {
  const SERVER = ['exec', '--server', 'project-dev', '--'];

  test('the environment of the command, whole; the endpoint ends with it, and its exit code counts', async () => {
    // A [default] with a wrong region, and with a role that has no source, does not stop it.
    const lines = `[default]\nregion = !\nrole_arn = ${developer.arn}\n`;
    example = untilTestEnds(await startExample({ extraConfig: lines }));
    const before = Object.fromEntries(IDENTITY_VARIABLES.map((name) => [name, 'of-before']));
    const own = { AWS_REGION: 'us-west-2', SWROLE_COLOR: '31', OTHER: 'stays' };
    const args = [...SERVER, ...PRINT_VARIABLES];
    const { variables, kill, result } = await startEndpoint(example, args, { ...before, ...own });
    expect(variables).toEqual({
      ...example.env,
      OTHER: 'stays',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: expect.stringMatching(
        /^http:\/\/127\.0\.0\.1:\d+\/credentials$/,
      ),
      AWS_CONTAINER_AUTHORIZATION_TOKEN: expect.stringMatching(/^[\w-]{43}$/),
      AWS_ACCOUNT_ID: '111111111111',
      AWS_REGION: 'ap-northeast-1',
      AWS_DEFAULT_REGION: 'ap-northeast-1',
      SWROLE_REGION: 'ap-northeast-1',
      SWROLE_REGION_BEFORE: 'us-west-2',
      SWROLE_PROFILE: 'project-dev',
    });
    expect(await askEndpoint(variables)).toEqual(GIVEN);
    kill('SIGUSR1'); // passed on to the command, which then ends with 7
    expect(await result).toMatchObject({ exitCode: 7, signal: null, stderr: '' });
    expect(await askEndpoint(variables)).toEqual(GONE);
  });

  test('the endpoint ends when swrole is killed', async () => {
    const { variables, kill, result } = await startEndpoint(example, [
      ...SERVER,
      ...PRINT_VARIABLES,
    ]);
    kill('SIGKILL');
    await result;
    expect(await askEndpoint(variables)).toEqual(GONE);
  });

  test('twenty requests at once after the end are one renewal', async () => {
    addAudit();
    await swrole('login', 'audit');
    leaveSessions(example.home, NEARLY_OVER);
    // The first renewal fails, so that the end comes.
    example.standIn.failNext({ kind: 'answer', status: 400, code: 'AccessDenied', message: 'no' });
    const args = ['exec', '--server', 'audit', '--', ...PRINT_VARIABLES];
    const clock = movableClock(example);
    const { variables } = await startEndpoint(example, args, clock.env);
    await expect.poll(() => existsSync(join(example.home.cacheDir, 'outcomes'))).toBe(true);
    const before = assumed();
    clock.setAhead(OVER);
    await expect
      .poll(async () => {
        const answers = await Promise.all(Array.from({ length: 20 }, () => askEndpoint(variables)));
        return new Set(
          answers.map((answer) => ('status' in answer ? answer.status : answer.error)),
        );
      })
      .toEqual(new Set([200]));
    expect(assumed() - before).toBe(1);
  });

  test('the terminal of the command is not asked, the program is told what to do, and all ends by the signal that ends the command', async () => {
    example = untilTestEnds(await startExample({ generateToken: false }));
    await swrole('login', '-t', code(), 'project-dev');
    leaveSessions(example.home, NEARLY_OVER);
    const clock = movableClock(example);
    const args = [SWROLE_PROGRAM, ...SERVER, ...PRINT_VARIABLES];
    const pty = untilTestEnds(
      openPty({
        command: process.execPath,
        args,
        env: { ...example.env, ...clock.env },
        cols: 2000,
      }),
    );
    const shown = await pty.waitFor('}\n');
    const variables = JSON.parse(shown);
    expect(await askEndpoint(variables)).toEqual(GIVEN);
    clock.setAhead(OVER);
    await expect
      .poll(() => askEndpoint(variables))
      .toEqual({
        status: 503,
        body: {
          Code: 'NoCredentials',
          Message:
            "profile 'project-dev' needs a code; run 'swrole login project-dev' in a terminal, then try again",
        },
      });
    const next = totp(member.mfa.secret, Date.now() + 30_000);
    await swrole('login', '-t', next, 'project-dev');
    expect(await askEndpoint(variables)).toEqual(GIVEN);
    // The endpoint ends with the command, and swrole by the same signal.
    pty.write('\x03');
    expect(await pty.exit).toEqual({ signal: 'SIGINT' });
    expect(pty.text()).toBe(`${shown}^C`);
    expect(await askEndpoint(variables)).toEqual(GONE);
  });
});

test('exec --server asks with a dialog, once, when a program wants credentials', async () => {
  example = untilTestEnds(await startExample({ generateToken: false }));
  await swrole('login', '-t', code(), 'project-dev');
  leaveSessions(example.home, 5 * 60_000);
  const folder = example.home.path;
  const dialog = join(folder, 'dialog');
  const next = totp(member.mfa.secret, Date.now() + 30_000);
  const script = `#!/bin/sh\necho "$1" >> ${folder}/asked\necho ${next}\n`;
  writeFileSync(dialog, script, { mode: 0o700 });
  const { variables } = await startEndpoint(
    example,
    ['exec', '--server', 'project-dev', '--', ...PRINT_VARIABLES],
    { SWROLE_PROMPT: dialog },
  );
  expect(existsSync(join(folder, 'asked'))).toBe(false);
  const old = await askEndpoint(variables);
  expect(old).toEqual(GIVEN);
  await expect.poll(() => askEndpoint(variables)).not.toEqual(old);
  expect(await askEndpoint(variables)).toEqual(GIVEN);
  expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe(
    'swrole: MFA code for project-dev (role developer in 111111111111, device member)\n',
  );
  expect(assumed()).toBe(2);
});

describe('what goes wrong before anything runs', () => {
  const failed = (exitCode: number, stderr: string, stdout = '') => ({
    ...{ exitCode, signal: null, stdout, stderr },
  });
  const RUN = ['--', 'sh', '-c', 'echo started'];

  test.each([
    ['exec', ['exec', '--server', 'project-dev', ...RUN]],
    ['serve', ['serve', 'project-dev']],
  ])('%s without a code', async (_name, args) => {
    example = untilTestEnds(await startExample({ generateToken: false }));
    expect(await failing(...args)).toEqual(
      failed(
        4,
        "swrole: error: profile 'project-dev' needs a code, and there is no terminal to ask for it\n" +
          "swrole: hint: run 'swrole login project-dev' in a terminal first, or set generate_token\n",
      ),
    );
  });

  test.each([
    ['exec', ['exec', '--server', 'my-company', ...RUN]],
    ['serve', ['serve', 'my-company']],
  ])('%s of long-term keys', async (_name, args) => {
    expect(await failing(...args)).toEqual(
      failed(
        3,
        "swrole: error: the credentials of profile 'my-company' have no session token or no end, and SDKs take both for granted from an endpoint\n" +
          'swrole: hint: use swrole exec my-company without --server\n',
      ),
    );
  });

  const DEFAULT = failed(
    3,
    'swrole: error: SDKs would use the credentials of [default] instead of the endpoint\n' +
      'swrole: hint: give [default] another name in the config and the credentials file, or use swrole exec without --server\n',
  );

  test.each([
    [
      'keys',
      {
        extraCredentials: `[default]\naws_access_key_id = ${member.accessKeyId}\naws_secret_access_key = ${member.secretAccessKey}\n`,
      },
    ],
    [
      'keys, and a [profile default] without',
      {
        extraConfig: `[profile default]\noutput = json\n[default]\naws_access_key_id = ${member.accessKeyId}\naws_secret_access_key = ${member.secretAccessKey}\n`,
      },
    ],
    [
      'keys, and a line that only swrole refuses',
      {
        extraConfig: '[default]\nmfa_session = soon\n',
        extraCredentials: `[default]\naws_access_key_id = ${member.accessKeyId}\naws_secret_access_key = ${member.secretAccessKey}\n`,
      },
    ],
    [
      'a role',
      { extraConfig: `[default]\nrole_arn = ${developer.arn}\nsource_profile = my-company\n` },
    ],
    ['a program', { extraConfig: '[default]\ncredential_process = true\n' }],
  ])('a [default] with %s', async (_name, options) => {
    example = untilTestEnds(await startExample(options));
    expect(await failing('exec', '--server', 'project-dev', ...RUN)).toEqual(DEFAULT);
    expect(await failing('serve', 'project-dev')).toEqual(DEFAULT);
    expect(example.standIn.calls).toEqual([]);
  });

  test.each(['.boto', 'other'])('keys of boto in %s', async (name) => {
    const file = join(example.home.path, name);
    writeFileSync(file, `[Credentials]\naws_access_key_id = ${member.accessKeyId}\n`);
    const env = { ...example.env, ...(name === 'other' && { BOTO_CONFIG: file }) };
    const words = ['exec', '--server', 'project-dev', ...RUN];
    expect(await runInProcess(words, { env, startsNothing: true })).toEqual(
      failed(
        3,
        `swrole: error: the AWS CLI and boto3 would use the keys in ${file} instead of the endpoint\n` +
          'swrole: hint: remove them there, or use swrole exec without --server\n',
      ),
    );
  });

  test('a command that is not there: 127, and no endpoint stays', async () => {
    expect(await swrole('exec', '--server', 'project-dev', '--', 'no-such-command')).toEqual(
      failed(127, 'swrole: error: no-such-command: command not found (ENOENT)\n'),
    );
  });

  test.each([
    [['serve', '-j', 'project-dev'], 'serve takes no --json', 'see swrole serve --help'],
    [
      ['serve', '-f', 'xml', 'project-dev'],
      "unknown format 'xml'",
      'the formats are sh, fish, powershell, cmd, nu, dotenv, json',
    ],
    [['serve'], 'serve needs a profile', 'swrole serve PROFILE'],
    [['serve', 'project-dev', ...RUN], 'serve runs no command', 'use exec for that'],
    [['login', '--server', 'project-dev'], "unknown option '--server'", 'see swrole login --help'],
    [
      ['exec', '--server', 'project-dev'],
      'no command to run',
      'swrole exec project-dev -- COMMAND...',
    ],
  ])('%j', async (args, message, hint) => {
    expect(await failing(...args)).toEqual(
      failed(2, `swrole: error: ${message}\nswrole: hint: ${hint}\n`),
    );
  });
});
