/** Every source of credentials, alone and behind one and two roles: the built program against stand-ins on loopback. */

import { join } from 'node:path';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { encodedProfile } from '../../src/util/text.ts';
import { auditor, deployer, MEMBER_ARN, member, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import type { RunResult } from '../support/run-swrole.ts';
import { writeAwsFiles } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';
import { SOURCE_ROWS } from './sources/source-rows.ts';
import {
  ASSIGNMENT,
  reader,
  type Source,
  sourceWorld,
  startSourceExample,
} from './sources/source-world.ts';

const READER = 'arn:aws:sts::333333333333:assumed-role/reader/first';
const WRITER = 'arn:aws:sts::444444444444:assumed-role/writer/second';

/** Who printed credentials are for STS; fails unless they came alone and in form. */
async function identityOf({ stdout, ...rest }: RunResult, endpoint: string) {
  expect(rest).toEqual({ exitCode: 0, signal: null, stderr: '' });
  const { Version, AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(stdout);
  expect(Version).toBe(1);
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  const client = new STSClient({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
  return (await client.send(new GetCallerIdentityCommand())).Arn;
}

test.each(SOURCE_ROWS)('swrole gets credentials from %s', async (_, make) => {
  const example = await startSourceExample();
  const source = await make(example);
  const { run } = await sourceWorld(example, source);
  const { calls, url } = example.standIn;
  const assumed = () =>
    calls.filter(({ action }) => action === 'AssumeRole').map(({ callerArn }) => callerArn);

  expect(await identityOf(await run('-j', 'base'), url)).toBe(source.identity);
  expect(assumed()).toEqual([]);
  expect(await identityOf(await run('-j', 'one'), url)).toBe(READER);
  expect(assumed()).toEqual([source.identity]);
  // The first role is shared: only the second is assumed.
  expect(await identityOf(await run('-j', 'two'), url)).toBe(WRITER);
  expect(assumed()).toEqual([source.identity, READER]);

  const [given, called] = [source.given?.(), calls.length];
  if (given !== undefined) expect(given).toBe(source.isKept ? 1 : 2);
  for (const profile of ['one', 'two']) expect((await run('-j', profile)).exitCode).toBe(0);
  expect([source.given?.(), calls.length]).toEqual([given, called]);
});

test('a profile without a role is printed in any format', async () => {
  const example = await startSourceExample();
  const source = await SOURCE_ROWS.find(([name]) => name === 'sso_session')?.[1](example);
  const { run } = await sourceWorld(example, source as Source);
  const document = JSON.parse((await run('-j', 'base')).stdout);
  expect(document).toMatchObject({ Version: 1, AccountId: ASSIGNMENT.accountId });
  const variables = {
    AWS_ACCESS_KEY_ID: document.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: document.SecretAccessKey,
    AWS_SESSION_TOKEN: document.SessionToken,
    AWS_CREDENTIAL_EXPIRATION: document.Expiration,
    AWS_ACCOUNT_ID: ASSIGNMENT.accountId,
    SWROLE_PROFILE: 'base',
  };
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  expect((await run('-f', 'dotenv', 'base')).stdout.split('\n')).toEqual(
    expect.arrayContaining(lines),
  );
  expect((await run('base', '--', 'env')).stdout.split('\n')).toEqual(
    expect.arrayContaining(lines),
  );
  for (const value of Object.values(variables))
    expect((await run('-o', 'base')).stdout).toContain(value);
});

test.each(['sso_session', 'login_session'])(
  '%s: the token is not looked for in the working folder',
  async (row) => {
    const example = await startSourceExample();
    const source = await SOURCE_ROWS.find(([name]) => name === row)?.[1](example);
    const { env, ...rest } = source as Source;
    const home = { HOME: '.', USERPROFILE: example.home.path };
    const { run } = await sourceWorld(example, { ...rest, env: { ...env, ...home } });
    expect(await run('-j', 'base')).toMatchObject({ exitCode: 0, stderr: '' });
  },
);

test('the error of a refused role names the profile of the keys in the environment, if swrole set them', async () => {
  const name = 'naïve (old)';
  const role = (profile: string, arn: string, source: string) =>
    `[profile ${profile}]\nrole_arn = ${arn}\n${source}\n`;
  const extraConfig =
    role(`"${name}"`, auditor.arn, 'source_profile = my-company\nrole_session_name = first') +
    role('env', deployer.arn, 'credential_source = Environment');
  const { env } = untilTestEnds(await startExample({ extraConfig }));
  const keys = JSON.parse(
    (await runInProcess(['-j', '-p', name], { env, credentialsOnStdout: true })).stdout,
  );
  const variables = {
    AWS_ACCESS_KEY_ID: keys.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.SecretAccessKey,
    AWS_SESSION_TOKEN: keys.SessionToken,
  };
  const run = (more: Record<string, string>) =>
    runInProcess(['-j', '--no-cache', 'env'], { env: { ...env, ...variables, ...more } });
  const refused = (hint: string) => ({
    exitCode: 5,
    signal: null,
    stdout: '',
    stderr: `swrole: error: AWS refused AssumeRole ${deployer.arn}: AccessDenied: User: arn:aws:sts::222222222222:assumed-role/auditor/first is not authorized to perform: sts:AssumeRole on resource: ${deployer.arn}\nswrole: hint: ${hint}\n`,
  });
  expect(await run({ SWROLE_PROFILE: encodedProfile(name) })).toEqual(
    refused(
      `the keys in the environment are those that swrole got for profile '${name}': use a shell with your own keys, or check that the role of profile 'env' trusts that one`,
    ),
  );
  expect(await run({})).toEqual(
    refused(
      "profile 'env' has no external_id: if the role requires an external ID, add the line external_id = ID; otherwise check role_arn and mfa_serial against the role's trust policy",
    ),
  );
});

test('the hint says to get keys again that swrole set and that AWS does not know', async () => {
  const extraConfig = `[profile env]\nrole_arn = ${deployer.arn}\ncredential_source = Environment\n`;
  const { env } = untilTestEnds(await startExample({ extraConfig }));
  const variables = {
    AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_SESSION_TOKEN: 'example',
    SWROLE_PROFILE: 'project-dev',
  };
  expect(await runInProcess(['-j', 'env'], { env: { ...env, ...variables } })).toEqual({
    exitCode: 5,
    signal: null,
    stdout: '',
    stderr: `swrole: error: AWS refused AssumeRole ${deployer.arn}: InvalidClientTokenId: The security token included in the request is invalid.\nswrole: hint: swrole put the keys into the environment for profile 'project-dev': get that role again, or set keys of your own\n`,
  });
});

test('each role of a chain of fifty is assumed once', async () => {
  const arn = (i: number) => `arn:aws:iam::111111111111:role/R${i}`;
  const roles = Array.from({ length: 50 }, (_, i) => ({
    arn: arn(i),
    trusts: [i === 0 ? MEMBER_ARN : arn(i - 1)],
  }));
  const sibling = { arn: 'arn:aws:iam::111111111111:role/S', trusts: [arn(48)] };
  const profile = (name: string, role: string, source: string) =>
    `[profile ${name}]\nrole_arn = ${role}\nsource_profile = ${source}\n`;
  const chain = roles.map((role, i) => profile(`r${i}`, role.arn, i ? `r${i - 1}` : 'my-company'));
  const extraConfig = chain.join('') + profile('s', sibling.arn, 'r48');
  const example = untilTestEnds(await startExample({ roles: [...roles, sibling], extraConfig }));
  const { env, standIn } = example;
  const run = (name: string) =>
    runInProcess(['-j', name], { env, secrets: standIn.secrets, credentialsOnStdout: true });
  const assumed = () => standIn.calls.map(({ params }) => params.RoleArn);

  expect(await run('r49')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(assumed()).toEqual(roles.map((role) => role.arn));
  expect(await run('s')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(assumed().slice(50)).toEqual([sibling.arn]);
});

test('--debug names lines that other readers read differently, with file and line', async () => {
  const example = untilTestEnds(await startExample());
  const role = `role_arn = ${reader.arn}\nsource_profile = keys\n`;
  await writeAwsFiles(example.home, {
    config: `[profile x]
${role}credential_process = op-aws get x
sso_account_id = 111111111111
web_identity_token_file =
[default]
color = "31"
[profile x] junk
external_id = abc # for the partner
external_id = abcd
duration_seconds
[profile default]
[x]
[profile keys]
aws_access_key_id = ${member.accessKeyId}
`,
    credentials: `[keys]\naws_secret_access_key = ${member.secretAccessKey}\n[profile y]\n`,
  });
  const { stderr } = await runInProcess(['-j', 'x', '--debug'], { env: example.env });
  const lines = stderr.replaceAll(join(example.home.path, '.aws/'), '').split('\n');
  const told = lines.filter((line) => /(?:config|credentials):\d+/.test(line));
  expect(told.map((line) => line.replace('swrole: debug: ', ''))).toEqual([
    'config:8: the quotes are part of color; some SDKs drop them',
    "config:9: the text after the ']' of profile 'x' is ignored",
    "config:9: profile 'x' is there twice (config:1); both are read, but the AWS CLI refuses the file",
    'config:10: external_id ends at the comment; the AWS CLI takes the comment for a part of the value',
    "config:11: external_id of profile 'x' is there twice (config:10); this one counts, but the AWS CLI refuses the file",
    'config:12: the line is ignored: it has no =',
    "config:14: section 'x' is ignored: in the config file a profile is written [profile NAME]",
    'config:7: [default] is not read, because there is [profile default] (config:13)',
    "credentials:3: section 'y' is ignored: in the credentials file a profile is written [NAME]",
    "config:5: sso_account_id of profile 'x' is not used, because there is source_profile",
    "config:4: credential_process of profile 'x' is not used, because there is source_profile",
  ]);
});
