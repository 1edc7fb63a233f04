/** `swrole whoami`: what STS says of the credentials, for users and for programs. */
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { commandLine } from '../support/command-line.ts';
import {
  auditor,
  type Example,
  type ExampleOptions,
  member,
  startExample,
} from '../support/example-world.ts';
import { startHttpStandIn } from '../support/http-stand-in/server.ts';
import { openPty } from '../support/pty.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const PROFILES = `
[profile audit]
role_arn = ${auditor.arn}
source_profile = my-company
role_session_name = ada
[profile pod]
role_arn = arn:aws:iam::222222222222:role/pod
role_session_name = ada
web_identity_token_file = ~/token
[profile gone]
role_arn = ${auditor.arn}
source_profile = nobody
[profile nobody]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = ${member.secretAccessKey}
region = eu-west-1
`;

let example: Example;
async function start(options: ExampleOptions = {}) {
  example = untilTestEnds(await startExample({ extraConfig: PROFILES, ...options }));
}
beforeEach(() => start());

const swrole = (args: readonly string[], env: object = {}) =>
  runInProcess(args, { env: { ...example.env, ...env }, secrets: example.standIn.secrets });

const USER_ID = /AROAEXAMPLE[0-9A-F]{10}:ada/;
const AUDIT = `account  222222222222
arn      arn:aws:sts::222222222222:assumed-role/auditor/ada
user id  ${USER_ID.source}
`;

test('whoami of a role prints its account, ARN and user id', async () => {
  expect(await swrole(['whoami', 'audit'])).toEqual({
    exitCode: 0,
    signal: null,
    stdout: expect.stringMatching(new RegExp(`^${AUDIT}$`)),
    stderr: '',
  });
  const calls = example.standIn.calls.map(({ action, region, callerArn }) => [
    action,
    region,
    callerArn,
  ]);
  expect(calls).toEqual([
    ['AssumeRole', 'us-east-1', 'arn:aws:iam::000000000000:user/member'],
    ['GetCallerIdentity', 'us-east-1', 'arn:aws:sts::222222222222:assumed-role/auditor/ada'],
  ]);
});

test('whoami --json has the words of AWS, in the form of every --json', async () => {
  const { stdout, stderr, exitCode } = await swrole(['whoami', 'audit', '--json']);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(
    /^\{\n {2}"Account": "222222222222",\n {2}"Arn": ".*",\n {2}"UserId": ".*"\n\}\n$/,
  );
  expect(JSON.parse(stdout)).toEqual({
    Account: '222222222222',
    Arn: 'arn:aws:sts::222222222222:assumed-role/auditor/ada',
    UserId: expect.stringMatching(USER_ID),
  });
});

test('whoami of keys prints the user, and asks in the region of the profile', async () => {
  const { stdout } = await swrole(['whoami', 'my-company']);
  expect(stdout).toMatch(
    /^account {2}000000000000\narn {6}arn:aws:iam::000000000000:user\/member\nuser id {2}AIDAEXAMPLE\w{10}\n$/,
  );
  const env = { AWS_REGION: 'eu-central-1' };
  await swrole(['whoami', '-p', 'app-dev'], env); // a process says no region
  const identities = example.standIn.calls.filter(({ action }) => action === 'GetCallerIdentity');
  expect(identities.map(({ region }) => region)).toEqual(['ap-northeast-1', 'eu-central-1']);
});

test('whoami uses the cache, and its session is kept for SDKs', async () => {
  await swrole(['whoami', 'audit']);
  await swrole(['whoami', 'audit']);
  expect(example.standIn.calls.map(({ action }) => action)).toEqual([
    'AssumeRole',
    'GetCallerIdentity',
    'GetCallerIdentity',
  ]);
});

describe('whoami on a terminal', () => {
  const onTerminal = async (columns: number, flags: readonly string[] = []) => {
    const env = { ...example.env, NO_COLOR: '1' };
    const { secrets } = example.standIn;
    const result = await runInProcess(['whoami', 'audit', ...flags], { env, secrets, columns });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    return result.stdout;
  };
  const dim = (text: string) => `\x1b\\[2m${text}\x1b\\[0m`;

  test('whoami on 120 columns prints values beside their names, in colour if that is wanted', async () => {
    const coloured = AUDIT.replace(/^(account|arn|user id)/gm, dim);
    const args = [SWROLE_PROGRAM, 'whoami', 'audit'];
    const terminal = { command: process.execPath, args, env: example.env, cols: 120 };
    const pty = untilTestEnds(openPty(terminal));
    expect(await pty.exit).toEqual({ exitCode: 0 });
    expect(pty.raw().replaceAll('\r\n', '\n')).toMatch(new RegExp(`^${coloured}$`));
    expect(await onTerminal(120)).toMatch(new RegExp(`^${AUDIT}$`));
  });

  test('whoami on 60 columns prints long values below their names, in one piece', async () => {
    expect(await onTerminal(60)).toMatch(new RegExp(`^${AUDIT}$`));
    const flags = ['--session-name', 'ada.lovelace@example.com'];
    expect(await onTerminal(60, flags)).toMatch(
      /^account\n {2}222222222222\narn\n {2}arn:aws:sts::222222222222:assumed-role\/auditor\/ada\.lovelace@example\.com\nuser id\n {2}AROAEXAMPLE\w{10}:ada\.lovelace@example\.com\n$/,
    );
  });
});

describe('a warning of whoami', () => {
  /** Keys of the auditor where something else is expected of them. */
  async function startProcess() {
    const { standIn, home } = example;
    const key = standIn.issue({ roleArn: auditor.arn, sessionName: 'ada' });
    const document = {
      Version: 1,
      AccessKeyId: key.accessKeyId,
      SecretAccessKey: key.secretAccessKey,
      SessionToken: key.session.token,
      AccountId: '111111111111',
    };
    const print = `process.stdout.write(${JSON.stringify(JSON.stringify(document))})`;
    const program = join(home.path, 'print.mjs');
    await writeFile(program, print);
    const command = commandLine([process.execPath, program]);
    await appendFile(home.configFile, `[profile other]\ncredential_process = ${command}\n`);
  }

  test('whoami warns of another account, also in a pipe', async () => {
    await startProcess();
    expect(await swrole(['whoami', 'other', '--json'])).toEqual({
      exitCode: 0,
      signal: null,
      stdout: expect.stringMatching(/^\{\n {2}"Account": "222222222222",/),
      stderr:
        'swrole: warning: other: the credentials are of account 222222222222, not of 111111111111\n',
    });
  });

  /** An STS that loses the identities of its keys. */
  async function startForgetful() {
    const arn = (role: string) => `arn:aws:sts::222222222222:assumed-role/${role}/ada`;
    const { accessKeyId, secretAccessKey, session } = example.standIn.issue({
      roleArn: auditor.arn,
      sessionName: 'ada',
    });
    const assumed = (role: string) =>
      `<AssumedRoleUser><AssumedRoleId>A:ada</AssumedRoleId><Arn>${arn(role)}</Arn></AssumedRoleUser><Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey><SessionToken>${session.token}</SessionToken><Expiration>${new Date(session.expiration).toISOString()}</Expiration></Credentials>`;
    const answers = {
      AssumeRole: assumed('auditor'),
      AssumeRoleWithWebIdentity: assumed('pod'),
      GetCallerIdentity: `<Arn>${arn('other')}</Arn><UserId>B:ada</UserId><Account>222222222222</Account>`,
    };
    const standIn = await startHttpStandIn(({ body }) => {
      const action = new URLSearchParams(body.toString()).get('Action') as keyof typeof answers;
      const result = `<${action}Result>${answers[action]}</${action}Result>`;
      return { status: 200, body: `<${action}Response>${result}</${action}Response>` };
    });
    return { AWS_ENDPOINT_URL_STS: untilTestEnds(standIn).url };
  }

  test.each([
    ['audit', auditor.arn],
    ['pod', 'arn:aws:iam::222222222222:role/pod'],
  ])('whoami warns that the role of %s is another one', async (profile, role) => {
    await writeFile(join(example.home.path, 'token'), 'eyJhbGciOiJub25lIn0.EXAMPLE.token');
    expect(await swrole(['whoami', profile, '--json'], await startForgetful())).toEqual({
      exitCode: 0,
      signal: null,
      stdout: `{
  "Account": "222222222222",
  "Arn": "arn:aws:sts::222222222222:assumed-role/other/ada",
  "UserId": "B:ada"
}
`,
      stderr: `swrole: warning: ${profile}: the credentials are not of ${role}\n`,
    });
  });

  test('whoami --debug warns of a wrong clock', async () => {
    await start({ now: () => Date.now() + 10 * 60_000 });
    const { exitCode, stderr } = await swrole(['whoami', 'my-company', '--debug']);
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringContaining(
        "swrole: warning: this machine's clock is 10 min slow; the call was signed by AWS's\n",
      ),
    ]);
  });
});

describe('a failure of whoami', () => {
  test('whoami with refused keys prints nothing on stdout and exits with 5', async () => {
    expect(await swrole(['whoami', 'nobody'])).toEqual({
      exitCode: 5,
      signal: null,
      stdout: '',
      stderr: `swrole: error: AWS refused GetCallerIdentity: InvalidClientTokenId: The security token included in the request is invalid.
swrole: hint: check aws_access_key_id and aws_secret_access_key of the source of profile 'nobody', and that its region is of the right partition
`,
    });
  });

  test('whoami of a wrong profile fails before it calls anything', async () => {
    const { exitCode, stderr } = await swrole(['whoami', 'audti']);
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining("did you mean 'audit'?")]);
    expect(example.standIn.calls).toEqual([]);
  });

  test('whoami fails for an answer without an identity', async () => {
    const other = await startHttpStandIn(() => ({ status: 200, body: '<html></html>' }));
    const env = { AWS_ENDPOINT_URL_STS: untilTestEnds(other).url };
    const { exitCode, stdout, stderr } = await swrole(['whoami', 'my-company'], env);
    expect([exitCode, stdout]).toEqual([5, '']);
    expect(stderr).toContain(
      'GetCallerIdentity: the answer is not one of STS: it holds no complete identity',
    );
  });

  test('whoami fails where a code is needed and there is no way to ask', async () => {
    await start({ generateToken: false });
    const { exitCode, stderr } = await swrole(['whoami', 'project-dev']);
    expect([exitCode, stderr]).toEqual([4, expect.stringContaining('needs a code')]);
  });
});
