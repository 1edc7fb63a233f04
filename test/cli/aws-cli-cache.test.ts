/** The AWS CLI's own cache: no code where the AWS CLI has a session, and what `aws_cli_cache` changes. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  awsCliEntries,
  awsCliFolder,
  DEVELOPER_KEY,
  leaveAwsCliSession,
  startBehindProxy,
} from '../support/aws-cli-cache.ts';
import { developer, type Example, member, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runSwrole } from '../support/run-swrole.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const CLI_SESSION = 'arn:aws:sts::111111111111:assumed-role/developer/botocore-session-1';

const run = ({ env, standIn }: Example, ...args: string[]) =>
  runInProcess(args, { env, secrets: standIn.secrets });
const get = ({ env, standIn }: Example, ...args: string[]) =>
  runInProcess(['-j', ...args, 'project-dev'], {
    env,
    secrets: standIn.secrets,
    credentialsOnStdout: true,
  });
const code = () => totp(member.mfa.secret, Date.now());
const actions = ({ standIn }: Example) => standIn.calls.map(({ action }) => action);

const done = (stdout: string) => ({ exitCode: 0, signal: null, stdout, stderr: '' });
const NO_TERMINAL =
  "swrole: error: profile 'project-dev' needs a code, and there is no terminal to ask for it\n";

/** Adds lines to the profile. */
function setProfile({ home }: Example, lines: string, more = ''): void {
  const text = readFileSync(home.configFile, 'utf8');
  const header = '[profile project-dev]\n';
  writeFileSync(home.configFile, text.replace(header, `${header}${lines}`) + more);
}

/** The lines of `--debug` about the AWS CLI, without folders and times. */
function debugged({ stderr }: { stderr: string }, { home }: Example): readonly string[] {
  return stderr
    .split('\n')
    .filter((line) => line.includes('AWS CLI'))
    .map((line) =>
      line
        .replaceAll(home.path, '~')
        .replace(/^.*?(?=project-dev: )/, '')
        .replace(/session [0-9a-f]{8}/, 'session KEY')
        .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'TIME'),
    );
}

/** What is on stdout, without the parts that differ in each run. */
function document({ stdout }: { stdout: string }) {
  return JSON.parse(stdout) as { AccessKeyId: string; Expiration: string };
}

describe("the AWS CLI's session", () => {
  test('is the answer of the built program, without a code and without a call', async () => {
    const example = await startBehindProxy();
    leaveAwsCliSession(example);
    const [entry] = Object.values(awsCliEntries(example.home)) as { Credentials: object }[];
    const { env, standIn } = example;
    const options = { env, secrets: standIn.secrets, credentialsOnStdout: true };
    const results = [
      await runSwrole(['-j', 'project-dev'], options),
      await runSwrole(['-j', 'project-dev'], options),
    ];
    for (const result of results) {
      expect(result).toEqual(done(expect.any(String)));
      expect(JSON.parse(result.stdout)).toEqual({ Version: 1, ...entry?.Credentials });
    }
    expect(actions(example)).toEqual([]);
  });

  test('is of the right identity, and a session like others', async () => {
    const example = await startBehindProxy();
    leaveAwsCliSession(example, 3300);
    expect((await get(example)).exitCode).toBe(0);
    const status = await run(example, 'status', '--json');
    expect(JSON.parse(status.stdout)).toMatchObject({
      sessions: [{ assumedRoleArn: CLI_SESSION, profiles: ['project-dev'] }],
    });
    const whoami = await run(example, 'whoami', 'project-dev');
    expect([whoami.exitCode, whoami.stdout.includes(CLI_SESSION)]).toEqual([0, true]);
    expect(actions(example)).toEqual(['GetCallerIdentity']);
  });

  test('is used at once after a call that failed for want of a terminal', async () => {
    const example = await startBehindProxy();
    expect(await get(example)).toMatchObject({ exitCode: 4, stdout: '' });
    leaveAwsCliSession(example);
    expect(await get(example)).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('--debug says where it is from', async () => {
    const example = await startBehindProxy();
    leaveAwsCliSession(example);
    expect(debugged(await get(example, '--debug'), example)).toEqual([
      "project-dev: session KEY is taken from the AWS CLI's cache, until TIME",
    ]);
  });

  test.each([
    [
      'a code is brought along and --refresh',
      ['--refresh'],
      'is cached, but --refresh asks for a new one',
    ],
    [
      'more time is wanted than is left',
      ['--min-ttl', '3500'],
      'is too short for --min-ttl (it ends TIME)',
    ],
  ])('is not enough if %s', async (_, flags, why) => {
    const example = await startBehindProxy();
    leaveAwsCliSession(example, 3000);
    const result = await get(example, ...flags, '-t', code(), '--debug');
    expect(debugged(result, example)).toEqual([`project-dev: the AWS CLI's session ${why}`]);
    expect(actions(example)).toEqual(['AssumeRole']);
  });

  test('in its last 15 minutes is not taken, because the AWS CLI takes it no longer either', async () => {
    const example = await startBehindProxy();
    leaveAwsCliSession(example, 800);
    const result = await get(example, '-t', code(), '--debug');
    expect(debugged(result, example)).toEqual([
      "project-dev: the AWS CLI's session is in its renewal window (it ends TIME)",
    ]);
    expect(actions(example)).toEqual(['AssumeRole']);
  });

  test('is not read with --no-cache', async () => {
    const example = await startBehindProxy();
    leaveAwsCliSession(example);
    const result = await get(example, '--no-cache');
    expect([result.exitCode, result.stdout, result.stderr.startsWith(NO_TERMINAL)]).toEqual([
      4,
      '',
      true,
    ]);
  });

  test('is not read with aws_cli_cache = off', async () => {
    const example = await startBehindProxy();
    leaveAwsCliSession(example);
    setProfile(example, 'aws_cli_cache = off\n');
    const result = await get(example);
    expect([result.exitCode, result.stdout, result.stderr.startsWith(NO_TERMINAL)]).toEqual([
      4,
      '',
      true,
    ]);
  });

  test('may be of another source where two profiles share its key', async () => {
    const example = await startBehindProxy({
      extraConfig: `[profile twin]
role_arn = ${developer.arn}
mfa_serial = ${member.mfa.serial}
source_profile = other-company
`,
      extraCredentials: `[other-company]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY
`,
    });
    leaveAwsCliSession(example);
    setProfile(example, 'aws_cli_cache = write\n');
    const before = awsCliEntries(example.home);
    const result = await get(example, '-t', code(), '--debug');
    expect(result.exitCode).toBe(0);
    expect(debugged(result, example)).toEqual([
      "project-dev: the AWS CLI's cache is not used: profile 'twin' has the same key there, and another source or other parameters",
    ]);
    expect(awsCliEntries(example.home)).toEqual(before);
  });

  test('may be of another STS where a URL is set', async () => {
    const example = untilTestEnds(await startExample({ generateToken: false }));
    leaveAwsCliSession(example);
    const result = await get(example, '--debug');
    expect([result.exitCode, ...debugged(result, example)]).toEqual([
      4,
      "project-dev: the AWS CLI's cache is not used: its key does not contain the endpoint URL",
    ]);
  });
});

describe('logout', () => {
  test("forgets swrole's copy and says that the AWS CLI keeps its own", async () => {
    const example = await startBehindProxy();
    leaveAwsCliSession(example, 3300);
    await get(example);
    const file = join(awsCliFolder(example.home), `${DEVELOPER_KEY}.json`);
    const kept = `kept the AWS CLI's own session in ${file}, which swrole may take again\n`;
    expect(await run(example, 'logout', 'project-dev')).toEqual(
      done(`project-dev: forgot ${CLI_SESSION} (54m left)
project-dev: ${kept}project-dev: forgot the answer that was ready for project-dev
`),
    );
    await get(example);
    expect(await run(example, 'logout', '--all')).toEqual(
      done(`forgot 1 session and 1 answer\n${kept}`),
    );
    expect(Object.keys(awsCliEntries(example.home))).toEqual([`${DEVELOPER_KEY}.json`]);
  });

  const lines = [
    [
      'project-dev',
      `project-dev: forgot arn:aws:sts::111111111111:assumed-role/developer/ada (59m left)
project-dev: forgot the copy that the AWS CLI had of it
project-dev: forgot the answer that was ready for project-dev
`,
    ],
    [
      '--all',
      'forgot 1 session and 1 answer\nforgot 1 session that swrole had left to the AWS CLI\n',
    ],
  ] as const;

  test.each(lines)('%s forgets what swrole wrote there', async (what, stdout) => {
    const example = await startBehindProxy();
    setProfile(example, 'aws_cli_cache = write\nrole_session_name = ada\n');
    await get(example, '-t', code());
    expect(Object.keys(awsCliEntries(example.home))).toHaveLength(1);
    expect(await run(example, 'logout', what)).toEqual(done(stdout));
    expect(awsCliEntries(example.home)).toEqual({});
  });

  test.each(['project-dev', '--all'])(
    '%s forgets what a killed swrole left there',
    async (what) => {
      const example = await startBehindProxy();
      setProfile(example, 'aws_cli_cache = write\n');
      const hook = join(example.home.path, 'hook.cjs');
      writeFileSync(
        hook,
        `const fs = require('node:fs');
       const { renameSync } = fs;
       fs.renameSync = (...args) =>
         args[1].includes('cli/cache') ? process.kill(process.pid, 'SIGKILL') : renameSync(...args);`,
      );
      const env = { ...example.env, NODE_OPTIONS: `--require=${hook}` };
      const { signal } = await runSwrole(['-j', '-t', code(), 'project-dev'], { env });
      const names = () => readdirSync(awsCliFolder(example.home));
      expect([signal, names()]).toEqual(['SIGKILL', [expect.stringMatching(/\.tmp$/)]]);
      await run(example, 'logout', what);
      expect(names()).toEqual([]);
    },
  );

  test.each(lines)('%s leaves what the AWS CLI has put in its place', async (what, stdout) => {
    const example = await startBehindProxy();
    setProfile(example, 'aws_cli_cache = write\nrole_session_name = ada\n');
    await get(example, '-t', code());
    const [name = ''] = Object.keys(awsCliEntries(example.home));
    const file = join(awsCliFolder(example.home), name);
    const id = document(await get(example)).AccessKeyId;
    const text = readFileSync(file, 'utf8').replace(id, 'ASIAIOSFODNN7EXAMPLE');
    writeFileSync(file, text);
    const without = stdout.split('\n').filter((line) => !line.includes('AWS CLI'));
    expect(await run(example, 'logout', what)).toEqual(done(without.join('\n')));
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});

describe('aws_cli_cache', () => {
  test('is write: the built program leaves its session there', async () => {
    const example = await startBehindProxy();
    setProfile(example, 'aws_cli_cache = write\n');
    const { env, standIn } = example;
    const result = await runSwrole(['-j', '--debug', '-t', code(), 'project-dev'], {
      env,
      secrets: standIn.secrets,
      credentialsOnStdout: true,
    });
    expect(debugged(result, example)).toEqual([
      `project-dev: the AWS CLI has the session too, in ~/.aws/cli/cache/${DEVELOPER_KEY}.json`,
    ]);
    const { AccessKeyId, Expiration } = document(result);
    expect(awsCliEntries(example.home)).toEqual({
      [`${DEVELOPER_KEY}.json`]: {
        Credentials: {
          AccessKeyId,
          SecretAccessKey: expect.any(String),
          SessionToken: expect.any(String),
          Expiration,
          AccountId: '111111111111',
        },
        AssumedRoleUser: {
          AssumedRoleId: expect.stringMatching(/^AROA\w+:swrole-/),
          Arn: expect.stringMatching(/^arn:aws:sts::111111111111:assumed-role\/developer\/swrole-/),
        },
        ResponseMetadata: {
          RequestId: '00000000-0000-4000-8000-000000000001',
          HTTPStatusCode: 200,
          HTTPHeaders: {},
          RetryAttempts: 0,
        },
      },
    });
  });

  test('is read: nothing is left there', async () => {
    const example = await startBehindProxy();
    await get(example, '-t', code());
    expect([actions(example), awsCliEntries(example.home)]).toEqual([['AssumeRole'], {}]);
  });

  test('with another value is an error with its line', async () => {
    const example = await startBehindProxy();
    setProfile(example, 'aws_cli_cache = yes\n');
    const { configFile } = example.home;
    expect(await get(example)).toEqual({
      exitCode: 3,
      signal: null,
      stdout: '',
      stderr: `swrole: error: ${configFile}:5: aws_cli_cache of profile 'project-dev' must be read, write or off, in exactly this spelling, not 'yes'\n`,
    });
  });
});
