import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { auditor, deployer, MEMBER_ARN, member } from '../example-data.ts';
import { type Fixture, type Keys, keysOf, refusal, startFixture } from './fixture.ts';
import type { StandInRole } from './world.ts';

const inPath = 'arn:aws:iam::111111111111:role/team/a/developer';
const root = (accountId: string) => `arn:aws:iam::${accountId}:root`;

function assume({ client }: Fixture, role: StandInRole, keys: Keys = member, ExternalId?: string) {
  const input = { RoleArn: role.arn, RoleSessionName: 'test', ...(ExternalId && { ExternalId }) };
  return client(keys).send(new AssumeRoleCommand(input));
}

const notAuthorized = (arn: string, role: string) => ({
  status: 403,
  name: 'AccessDenied',
  message: `User: ${arn} is not authorized to perform: sts:AssumeRole on resource: ${role}`,
});

test('a role trusts the account root of its caller', async () => {
  const role = { ...auditor, trusts: [root('000000000000')] };
  const answer = await assume(await startFixture({ roles: [role] }), role);
  expect(answer.AssumedRoleUser?.Arn).toBe('arn:aws:sts::222222222222:assumed-role/auditor/test');
});

test.each([
  ['no caller', []],
  ['another user', ['arn:aws:iam::000000000000:user/other']],
  ['another account', [root('999999999999')]],
  ['the same account of another partition', ['arn:aws-cn:iam::000000000000:root']],
])('a role that trusts %s is refused', async (_whom, trusts) => {
  const role = { ...auditor, trusts };
  const call = assume(await startFixture({ roles: [role] }), role);
  expect(await refusal(call)).toEqual(notAuthorized(MEMBER_ARN, role.arn));
});

test('a missing role gets the same answer as a role that does not trust', async () => {
  const call = assume(await startFixture({ roles: [] }), auditor);
  expect(await refusal(call)).toEqual(notAuthorized(MEMBER_ARN, auditor.arn));
});

test('a role session counts as its role, path included; its own ARN has no path', async () => {
  const first = { arn: inPath, trusts: [MEMBER_ARN] };
  const second = { ...deployer, trusts: [inPath] };
  const fixture = await startFixture({ roles: [first, second] });
  const { AssumedRoleUser, ...keys } = await assume(fixture, first);
  expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::111111111111:assumed-role/developer/test');
  await assume(fixture, second, keysOf(keys));
  expect(await refusal(assume(fixture, first, keysOf(keys)))).toEqual(
    notAuthorized('arn:aws:sts::111111111111:assumed-role/developer/test', inPath),
  );
});

test.each([undefined, 'other-id'])(
  'a role with an external id is refused when called with %s',
  async (id) => {
    const role = { ...auditor, externalId: 'right-id' };
    const call = assume(await startFixture({ roles: [role] }), role, member, id);
    expect(await refusal(call)).toEqual(notAuthorized(MEMBER_ARN, role.arn));
  },
);

test('the right external id is accepted, and one that the role does not require', async () => {
  const role = { ...auditor, externalId: 'right/id:1' };
  const fixture = await startFixture({ roles: [role, deployer] });
  expect(await assume(fixture, role, member, 'right/id:1')).toHaveProperty('Credentials');
  expect(await assume(await startFixture(), auditor, member, 'any')).toHaveProperty('Credentials');
});

test('a role of another partition is refused', async () => {
  const user = { ...member, partition: 'aws-cn' };
  const role = {
    arn: 'arn:aws-cn:iam::111111111111:role/developer',
    trusts: ['arn:aws-cn:iam::000000000000:root'],
  };
  const answer = await assume(await startFixture({ users: [user], roles: [role] }), role);
  expect(answer.AssumedRoleUser?.Arn).toBe(
    'arn:aws-cn:sts::111111111111:assumed-role/developer/test',
  );
});
