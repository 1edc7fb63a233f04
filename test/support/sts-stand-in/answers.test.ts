import { AssumeRoleCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { auditor, MEMBER_ARN, member } from '../example-data.ts';
import { START, startFixture } from './fixture.ts';

const CREDENTIALS = {
  AccessKeyId: 'ASIAEXAMPLE000000001',
  SecretAccessKey: expect.stringMatching(/^.{40}$/),
  SessionToken: expect.stringMatching(/^.{400}$/),
};
const $metadata = expect.objectContaining({ httpStatusCode: 200, attempts: 1 });
const ASSUME = { RoleArn: auditor.arn, RoleSessionName: 'a=b,c.d@e-f+g_1' };

test('AssumeRole gives an hour where no duration is requested', async () => {
  const { client } = await startFixture();
  expect(await client(member).send(new AssumeRoleCommand(ASSUME))).toEqual({
    $metadata,
    AssumedRoleUser: {
      AssumedRoleId: expect.stringMatching(/^AROAEXAMPLE[A-Z0-9]{10}:a=b,c\.d@e-f\+g_1$/),
      Arn: 'arn:aws:sts::222222222222:assumed-role/auditor/a=b,c.d@e-f+g_1',
    },
    Credentials: { ...CREDENTIALS, Expiration: new Date(START + 3_600_000) },
  });
});

test('AssumeRole accepts a source identity, policies and a duration', async () => {
  const { client, clock } = await startFixture();
  clock.now = START + 999;
  const command = new AssumeRoleCommand({
    ...ASSUME,
    DurationSeconds: 900,
    SourceIdentity: 'member',
    Policy: '{"Version":"2012-10-17","Statement":[]}',
    PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
  });
  expect(await client(member).send(command)).toEqual({
    $metadata,
    AssumedRoleUser: expect.anything(),
    Credentials: { ...CREDENTIALS, Expiration: new Date(START + 900_000) },
    PackedPolicySize: 4,
    SourceIdentity: 'member',
  });
});

test.each([
  [{}, 43_200],
  [{ DurationSeconds: 129_600 }, 129_600],
])('GetSessionToken with %o gives %i seconds', async (input, seconds) => {
  const { client } = await startFixture();
  expect(await client(member).send(new GetSessionTokenCommand(input))).toEqual({
    $metadata,
    Credentials: { ...CREDENTIALS, Expiration: new Date(START + seconds * 1000) },
  });
});

test('every call is recorded, with its input and its result', async () => {
  const { client, standIn, clock } = await startFixture();
  const asMember = client(member);
  await asMember.send(new AssumeRoleCommand(ASSUME));
  clock.now += 1000;
  const wrong = { RoleArn: auditor.arn, RoleSessionName: 'x', TokenCode: '000000' };
  await asMember.send(new AssumeRoleCommand(wrong)).catch(() => undefined);
  const recorded = {
    action: 'AssumeRole',
    callerAccessKeyId: member.accessKeyId,
    callerArn: MEMBER_ARN,
    region: 'ap-northeast-1',
    host: new URL(standIn.url).host,
  };
  const sent = { Action: 'AssumeRole', Version: '2011-06-15' };
  const end = { status: 200, errorCode: undefined };
  const failure = { status: 400, errorCode: 'ValidationError' };
  expect(standIn.calls).toEqual([
    { ...recorded, params: { ...sent, ...ASSUME }, at: START, finishedAt: START, ...end },
    {
      ...recorded,
      params: { ...sent, ...wrong },
      at: clock.now,
      finishedAt: clock.now,
      ...failure,
    },
  ]);
});
