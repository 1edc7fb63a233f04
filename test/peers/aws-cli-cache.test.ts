/** The AWS CLI's own cache, with the real botocore and the real AWS CLI, where they are installed (`pip install awscli`). */
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { awsCliKey } from '../../src/session/aws-cli-cache.ts';
import {
  awsCliEntries,
  awsCliFolder,
  DEVELOPER_KEY,
  startBehindProxy,
} from '../support/aws-cli-cache.ts';
import { type Example, member } from '../support/example-world.ts';
import { openPty } from '../support/pty.ts';
import { runSwrole } from '../support/run-swrole.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const noBotocore = spawnSync('python3', ['-c', 'import botocore']).status !== 0;
if (noBotocore) process.stderr.write('skipped: python3 has no botocore\n');
const noAwsCli = spawnSync('aws', ['--version']).error;
if (noAwsCli) process.stderr.write('skipped: the AWS CLI is not installed\n');

const KEYS = `
import json, sys
from botocore.credentials import AssumeRoleCredentialFetcher
def key(arguments):
    arn = arguments.pop('RoleArn')
    return AssumeRoleCredentialFetcher(None, None, arn, extra_args=arguments)._create_cache_key()
print(json.dumps([key(arguments) for arguments in json.load(sys.stdin)]))
`;

test.skipIf(noBotocore)("swrole's keys are botocore's", () => {
  const RoleArn = ['developer', 'a/b/developer', 'a"b\\c/d{e}/f~!$&\'()*/developer'].map(
    (name) => `arn:aws:iam::111111111111:role/${name}`,
  );
  const SerialNumber = [
    member.mfa.serial,
    'GAHT12345678',
    'arn:aws:iam::000000000000:mfa/a/b@c,d=+',
  ];
  const DurationSeconds = [undefined, 900, 43_200];
  const ExternalId = [undefined, 'x2', 'partner:42/=,.@-+'];
  const RoleSessionName = [undefined, 'ada@example.com', '007'];
  const all = RoleArn.flatMap((RoleArn) =>
    SerialNumber.flatMap((SerialNumber) =>
      DurationSeconds.flatMap((DurationSeconds) =>
        ExternalId.flatMap((ExternalId) =>
          RoleSessionName.map((RoleSessionName) => ({
            RoleArn,
            SerialNumber,
            DurationSeconds,
            ExternalId,
            RoleSessionName,
          })),
        ),
      ),
    ),
  );
  const python = spawnSync('python3', ['-c', KEYS], {
    input: JSON.stringify(all),
    encoding: 'utf8',
  });
  const own = all.map((each) =>
    awsCliKey({
      role: {
        arn: each.RoleArn,
        partition: 'aws',
        accountId: '111111111111',
        roleName: 'developer',
      },
      mfa: { serial: each.SerialNumber, generateToken: undefined },
      durationSeconds: each.DurationSeconds,
      externalId: each.ExternalId,
      sessionName: each.RoleSessionName,
    }),
  );
  expect(JSON.parse(python.stdout)).toEqual(own);
  expect(own).toHaveLength(243);
});

const code = () => totp(member.mfa.secret, Date.now());
const CALLER = ['sts', 'get-caller-identity', '--profile', 'project-dev', '--output', 'json'];

function swrole({ env, standIn }: Example, ...args: string[]) {
  const options = { env, secrets: standIn.secrets, credentialsOnStdout: true };
  return runSwrole(['-j', ...args, 'project-dev'], options);
}

/** The keys that the real AWS CLI or botocore leaves with one code, typed on a terminal. */
async function typeCode({ env }: Example, command: string, args: readonly string[]) {
  const pty = untilTestEnds(openPty({ command, args: [...args], env }));
  await pty.waitFor(`Enter MFA code for ${member.mfa.serial}:`);
  pty.write(`${code()}\r`);
  return { ...(await pty.exit), text: pty.text() };
}

const assumed = ({ standIn }: Example) =>
  standIn.calls.filter(({ action }) => action === 'AssumeRole').length;

test.skipIf(noAwsCli)('a code that the AWS CLI has asked for is enough for swrole', async () => {
  const example = await startBehindProxy();
  expect(await typeCode(example, 'aws', CALLER)).toMatchObject({ exitCode: 0 });
  const folder = awsCliFolder(example.home);
  expect(Object.keys(awsCliEntries(example.home))).toEqual([`${DEVELOPER_KEY}.json`]);
  const file = join(folder, `${DEVELOPER_KEY}.json`);
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  const result = await swrole(example);
  expect(result).toEqual({ exitCode: 0, signal: null, stdout: expect.any(String), stderr: '' });
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(JSON.parse(result.stdout).AccessKeyId);
  expect(assumed(example)).toBe(1);
});

const BOTOCORE = `
import botocore.session, os, sys
from botocore.utils import JSONFileCache
session = botocore.session.Session(profile='project-dev')
provider = session.get_component('credential_provider').get_provider('assume-role')
provider.cache = JSONFileCache(os.path.expanduser('~/.aws/cli/cache'))
print(session.get_credentials().get_frozen_credentials().access_key)
`;

test.skipIf(noBotocore)(
  'a session that bare botocore has left is taken too, UTC and all',
  async () => {
    const example = await startBehindProxy();
    expect(await typeCode(example, 'python3', ['-c', BOTOCORE])).toMatchObject({ exitCode: 0 });
    expect(awsCliEntries(example.home)).toMatchObject({
      [`${DEVELOPER_KEY}.json`]: { Credentials: { Expiration: expect.stringMatching(/UTC$/) } },
    });
    expect(await swrole(example)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(assumed(example)).toBe(1);
  },
);

async function startWriting(): Promise<Example> {
  const example = await startBehindProxy();
  const { configFile } = example.home;
  const header = '[profile project-dev]\n';
  const text = readFileSync(configFile, 'utf8');
  writeFileSync(configFile, text.replace(header, `${header}aws_cli_cache = write\n`));
  expect(await swrole(example, '-t', code())).toMatchObject({ exitCode: 0, stderr: '' });
  return example;
}

test.skipIf(noAwsCli)('with aws_cli_cache = write the AWS CLI needs no code', async () => {
  const example = await startWriting();
  const { stdout, stderr } = await promisify(execFile)('aws', CALLER, { env: example.env });
  expect([JSON.parse(stdout), stderr]).toEqual([
    {
      UserId: expect.any(String),
      Account: '111111111111',
      Arn: expect.stringMatching(/^arn:aws:sts::111111111111:assumed-role\/developer\/swrole-/),
    },
    '',
  ]);
  expect(assumed(example)).toBe(1);
});

test.skipIf(noBotocore)('nor does botocore with that cache', async () => {
  const example = await startWriting();
  const { stdout } = await promisify(execFile)('python3', ['-c', BOTOCORE], { env: example.env });
  expect(stdout.trim()).toBe(JSON.parse((await swrole(example)).stdout).AccessKeyId);
  expect(assumed(example)).toBe(1);
});
