import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { commandLine } from './command-line.ts';
import {
  auditor,
  deployer,
  developer,
  type ExampleOptions,
  MEMBER_ARN,
  member,
  startExample,
} from './example-world.ts';
import { SWROLE_PROGRAM } from './run-swrole.ts';
import { keysOf } from './sts-stand-in/fixture.ts';
import { totp } from './totp.ts';
import { untilTestEnds } from './until-test-ends.ts';

async function start(options?: ExampleOptions) {
  const example = untilTestEnds(await startExample(options));
  const common = { endpoint: example.standIn.url, region: 'ap-northeast-1', maxAttempts: 1 };
  const client = (credentials: { accessKeyId: string; secretAccessKey: string }) =>
    new STSClient({ ...common, credentials });
  return { ...example, client };
}

test('the files are the files of the example', async () => {
  const { home } = await start();
  expect(await readFile(home.credentialsFile, 'utf8')).toBe(`[my-company]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
`);
  const config = await readFile(home.configFile, 'utf8');
  const generateToken = /^generate_token = .*sh .*token-command\.sh .*generate-token$/m;
  expect(config).toMatch(generateToken);
  expect(config.replace(generateToken, 'generate_token = …')).toBe(`[profile my-company]
region = ap-northeast-1

[profile project-dev]
role_arn = arn:aws:iam::111111111111:role/developer
mfa_serial = arn:aws:iam::000000000000:mfa/member
source_profile = my-company
region = ap-northeast-1
generate_token = …

[profile app-dev]
credential_process = ${commandLine([process.execPath, SWROLE_PROGRAM])} -j project-dev
`);
});

test('the files can be without generate_token and with more lines', async () => {
  const more = { extraConfig: '[profile b]\n', extraCredentials: '[c]\n' };
  const { home } = await start({ generateToken: false, ...more });
  const config = await readFile(home.configFile, 'utf8');
  expect(config).not.toContain('generate_token');
  expect(config.endsWith('-j project-dev\n[profile b]\n')).toBe(true);
  expect((await readFile(home.credentialsFile, 'utf8')).endsWith('EXAMPLEKEY\n[c]\n')).toBe(true);
});

test('the environment for child processes is complete', async () => {
  const { env, home, standIn, tokenRuns } = await start();
  expect(env).toEqual({
    HOME: home.path,
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL_STS: standIn.url,
    XDG_RUNTIME_DIR: home.path,
    NODE_COMPILE_CACHE: expect.stringMatching(/^\//),
  });
  expect(await tokenRuns()).toBe(0);
});

test('the member can assume all three roles', async () => {
  const { client } = await start();
  const RoleSessionName = 'test';
  expect((await client(member).send(new GetCallerIdentityCommand())).Arn).toBe(MEMBER_ARN);
  await client(member).send(new AssumeRoleCommand({ RoleArn: auditor.arn, RoleSessionName }));
  const code = totp(member.mfa.secret, Date.now());
  const mfa = { SerialNumber: member.mfa.serial, TokenCode: code };
  const intoDeveloper = { RoleArn: developer.arn, RoleSessionName, ...mfa };
  const asDeveloper = keysOf(await client(member).send(new AssumeRoleCommand(intoDeveloper)));
  const intoDeployer = new AssumeRoleCommand({ RoleArn: deployer.arn, RoleSessionName });
  expect((await client(asDeveloper).send(intoDeployer)).AssumedRoleUser?.Arn).toBe(
    'arn:aws:sts::333333333333:assumed-role/deployer/test',
  );
});

test('closing ends the stand-in and removes the home', async () => {
  const { close, home, standIn } = await start();
  await close();
  expect(existsSync(home.path)).toBe(false);
  await expect(fetch(standIn.url)).rejects.toThrow('fetch failed');
});
