import { AssumeRoleCommand, GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { auditor, MEMBER_ARN, member } from '../example-data.ts';
import { type Fixture, type Keys, keysOf, refusal, START, startFixture } from './fixture.ts';

const ASSUME = { RoleArn: auditor.arn, RoleSessionName: 'test' };
const INVALID = {
  status: 403,
  name: 'InvalidClientTokenId',
  message: 'The security token included in the request is invalid.',
};

const whoAmI = (client: STSClient) => client.send(new GetCallerIdentityCommand());

async function auditorKeys({ client }: Fixture, seconds = 900): Promise<Keys> {
  const command = new AssumeRoleCommand({ ...ASSUME, DurationSeconds: seconds });
  return keysOf(await client(member).send(command));
}

test('temporary keys sign as their role session', async () => {
  const fixture = await startFixture();
  expect(await whoAmI(fixture.client(await auditorKeys(fixture)))).toMatchObject({
    Arn: 'arn:aws:sts::222222222222:assumed-role/auditor/test',
    Account: '222222222222',
    UserId: expect.stringMatching(/^AROAEXAMPLE[A-Z0-9]{10}:test$/),
  });
});

test('temporary keys without their session token are refused', async () => {
  const fixture = await startFixture();
  const { accessKeyId, secretAccessKey } = await auditorKeys(fixture);
  const client = fixture.client({ accessKeyId, secretAccessKey });
  expect(await refusal(whoAmI(client))).toEqual(INVALID);
});

test('temporary keys with the session token of others are refused', async () => {
  const fixture = await startFixture();
  const [keys, { sessionToken }] = [await auditorKeys(fixture), await auditorKeys(fixture)];
  const client = fixture.client({ ...keys, ...(sessionToken && { sessionToken }) });
  expect(await refusal(whoAmI(client))).toEqual(INVALID);
});

test('long-term keys with a session token are refused', async () => {
  const fixture = await startFixture();
  const { sessionToken } = await auditorKeys(fixture);
  const client = fixture.client({ ...member, ...(sessionToken && { sessionToken }) });
  expect(await refusal(whoAmI(client))).toEqual(INVALID);
});

test('temporary keys are valid until the second they expire, and not after', async () => {
  const fixture = await startFixture();
  const keys = await auditorKeys(fixture, 900);
  fixture.clock.now = START + 899_999;
  expect(await whoAmI(fixture.client(keys))).toHaveProperty('Account', '222222222222');
  fixture.clock.now = START + 900_000;
  expect(await refusal(whoAmI(fixture.client(keys)))).toEqual({
    status: 403,
    name: 'ExpiredToken',
    message: 'The security token included in the request is expired',
  });
  expect(await whoAmI(fixture.client(member))).toHaveProperty('Arn', MEMBER_ARN);
});

test('keys are the same in every run, have the lengths of real ones, and are all listed as secrets', async () => {
  const [first, second] = [await startFixture(), await startFixture()];
  const keys = [await auditorKeys(first), await auditorKeys(first)];
  expect([await auditorKeys(second), await auditorKeys(second)]).toEqual(keys);
  expect(keys.map(({ accessKeyId }) => accessKeyId)).toEqual([
    'ASIAEXAMPLE000000001',
    'ASIAEXAMPLE000000002',
  ]);
  for (const { secretAccessKey, sessionToken } of keys) {
    expect(secretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/);
    expect(sessionToken).toMatch(/^[A-Za-z0-9+/]{398}==$/);
  }
  const issued = keys.flatMap(({ secretAccessKey, sessionToken }) => [
    secretAccessKey,
    sessionToken,
  ]);
  expect(first.standIn.secrets).toEqual([member.secretAccessKey, member.mfa.secret, ...issued]);
  expect(new Set(issued).size).toBe(4);
});
