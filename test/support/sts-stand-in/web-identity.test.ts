import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  GetCallerIdentityCommand,
  getDefaultRoleAssumerWithWebIdentity,
  STSClient,
} from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { auditor, deployer } from '../example-data.ts';
import { keysOf, refusal, START, startFixture } from './fixture.ts';

const TOKEN = 'EXAMPLE.web-identity.token';
const OTHER_TOKEN = 'EXAMPLE.other.token';
const OLD_TOKEN = 'EXAMPLE.old.token';
const builder = {
  arn: 'arn:aws:iam::111111111111:role/eks/builder',
  trusts: [],
  maxSessionSeconds: 7200,
  trustsWebIdentity: TOKEN,
};
const other = { ...auditor, trustsWebIdentity: OTHER_TOKEN };
const next = { ...deployer, trusts: [builder.arn] };

async function start() {
  const fixture = await startFixture({
    roles: [builder, other, next],
    expiredWebIdentityTokens: [OLD_TOKEN],
  });
  const config = { endpoint: fixture.standIn.url, region: 'ap-northeast-1', maxAttempts: 1 };
  const assume = (input: Partial<AssumeRoleWithWebIdentityCommandInput> = {}) => {
    const names = { RoleArn: builder.arn, RoleSessionName: 'test', WebIdentityToken: TOKEN };
    const command = new AssumeRoleWithWebIdentityCommand({ ...names, ...input });
    return new STSClient(config).send(command);
  };
  return { ...fixture, config, assume };
}

test('a token opens the role that trusts it, without a signature', async () => {
  const { assume, standIn } = await start();
  expect(await assume()).toMatchObject({
    AssumedRoleUser: { Arn: 'arn:aws:sts::111111111111:assumed-role/builder/test' },
    Credentials: { Expiration: new Date(START + 3_600_000) },
    SubjectFromWebIdentityToken: 'system:serviceaccount:default:example',
    Audience: 'sts.amazonaws.com',
    Provider: 'arn:aws:iam::111111111111:oidc-provider/oidc.example.com',
  });
  expect(standIn.calls).toMatchObject([
    { action: 'AssumeRoleWithWebIdentity', callerAccessKeyId: undefined, region: undefined },
  ]);
  expect(standIn.calls[0]?.params.WebIdentityToken).toBe(TOKEN);
});

test('credentials from a token can assume the next role, for an hour at most', async () => {
  const { assume, client } = await start();
  const keys = keysOf(await assume());
  expect((await client(keys).send(new GetCallerIdentityCommand())).Account).toBe('111111111111');
  const command = { RoleArn: next.arn, RoleSessionName: 'test', DurationSeconds: 3601 };
  expect(await refusal(client(keys).send(new AssumeRoleCommand(command)))).toMatchObject({
    message: expect.stringContaining('1 hour session limit for roles assumed by role chaining'),
  });
});

test('only the maximum of the role limits the duration with a token', async () => {
  const { assume } = await start();
  const { Credentials } = await assume({ DurationSeconds: 7200 });
  expect(Credentials?.Expiration).toEqual(new Date(START + 7_200_000));
  expect(await refusal(assume({ DurationSeconds: 7201 }))).toMatchObject({
    name: 'ValidationError',
    message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  });
});

test("the SDK's own role assumer works with a token", async () => {
  const { config } = await start();
  const assumer = getDefaultRoleAssumerWithWebIdentity(config);
  const names = { RoleArn: builder.arn, RoleSessionName: 'test', WebIdentityToken: TOKEN };
  expect(await assumer(names)).toMatchObject({ accessKeyId: 'ASIAEXAMPLE000000001' });
});

const DENIED = {
  status: 403,
  name: 'AccessDenied',
  message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
};

test.each<[string, Partial<AssumeRoleWithWebIdentityCommandInput>, object]>([
  [
    'an unknown token',
    { WebIdentityToken: 'EXAMPLE.wrong.token' },
    {
      status: 400,
      name: 'InvalidIdentityTokenException',
      message:
        'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    },
  ],
  [
    'a token that has expired',
    { WebIdentityToken: OLD_TOKEN },
    {
      status: 400,
      name: 'ExpiredTokenException',
      message:
        'Token expired: current date/time 1767225600 must be before the expiration date/time1767225540',
    },
  ],
  ['a token that another role trusts', { WebIdentityToken: OTHER_TOKEN }, DENIED],
  ['a role that trusts no token', { RoleArn: next.arn }, DENIED],
  ['a role that does not exist', { RoleArn: `${next.arn}s` }, DENIED],
  [
    'a session name that is too short',
    { RoleSessionName: 'x' },
    {
      status: 400,
      name: 'ValidationError',
      message:
        "1 validation error detected: Value 'x' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2",
    },
  ],
  [
    'a token that is too short',
    { WebIdentityToken: 'abc' },
    {
      status: 400,
      name: 'ValidationError',
      message:
        "1 validation error detected: Value 'abc' at 'webIdentityToken' failed to satisfy constraint: Member must have length greater than or equal to 4",
    },
  ],
])('the token is refused: %s', async (_what, input, expected) => {
  const { assume } = await start();
  expect(await refusal(assume(input))).toEqual(expected);
});

test('a signature on a request with a token is ignored', async () => {
  const { standIn } = await start();
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: builder.arn,
    RoleSessionName: 'test',
    WebIdentityToken: TOKEN,
  });
  const headers = { authorization: 'Bearer abc' };
  expect((await fetch(standIn.url, { method: 'POST', headers, body })).status).toBe(200);
});

test('tokens are listed as secrets', async () => {
  const { standIn } = await start();
  expect(standIn.secrets).toEqual(expect.arrayContaining([TOKEN, OTHER_TOKEN, OLD_TOKEN]));
});
