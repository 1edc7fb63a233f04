import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { deployer } from '../example-data.ts';
import { type Keys, refusal, START, startFixture } from './fixture.ts';
import type { TemporaryKey } from './keyring.ts';

const roleArn = 'arn:aws:iam::111111111111:role/instance/web';
const next = { ...deployer, trusts: [roleArn] };

const keysOf = ({ session, ...key }: TemporaryKey): Keys => ({
  ...key,
  sessionToken: session.token,
});

async function start(seconds?: number) {
  const fixture = await startFixture({ roles: [next] });
  const session = { roleArn, sessionName: 'i-0123456789abcdef0' };
  const key = fixture.standIn.issue({ ...session, ...(seconds !== undefined && { seconds }) });
  return { ...fixture, key, asIssued: fixture.client(keysOf(key)) };
}

test('an issued key signs as the session of its role, and may assume roles that trust it', async () => {
  const { asIssued, key, standIn } = await start();
  expect((await asIssued.send(new GetCallerIdentityCommand())).Arn).toBe(
    'arn:aws:sts::111111111111:assumed-role/web/i-0123456789abcdef0',
  );
  const command = new AssumeRoleCommand({ RoleArn: next.arn, RoleSessionName: 'test' });
  expect(await asIssued.send(command)).toHaveProperty('Credentials');
  expect(key.session.expiration).toBe(START + 3_600_000);
  expect(standIn.secrets).toEqual(expect.arrayContaining([key.secretAccessKey, key.session.token]));
});

test('an issued key is a temporary key without MFA', async () => {
  const { asIssued } = await start();
  const command = { RoleArn: next.arn, RoleSessionName: 'test', DurationSeconds: 3601 };
  expect(await refusal(asIssued.send(new AssumeRoleCommand(command)))).toMatchObject({
    message: expect.stringContaining('role chaining'),
  });
});

test('an issued key lasts as long as requested, also not at all', async () => {
  const { clock, asIssued } = await start(60);
  expect(await asIssued.send(new GetCallerIdentityCommand())).toHaveProperty('Arn');
  clock.now += 60_000;
  const expired = { name: 'ExpiredToken' };
  expect(await refusal(asIssued.send(new GetCallerIdentityCommand()))).toMatchObject(expired);
  const { asIssued: neverValid } = await start(-1);
  expect(await refusal(neverValid.send(new GetCallerIdentityCommand()))).toMatchObject(expired);
});
