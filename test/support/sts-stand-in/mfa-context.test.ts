import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetSessionTokenCommand,
  type GetSessionTokenCommandInput,
} from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { deployer, developer, MEMBER_ARN, member } from '../example-data.ts';
import { type Keys, keysOf, refusal, startFixture } from './fixture.ts';

const SerialNumber = member.mfa.serial;
const strictDeployer = { ...deployer, requiresMfa: true };
const intoDeveloper = { RoleArn: developer.arn, RoleSessionName: 'test' };
const intoDeployer = { RoleArn: strictDeployer.arn, RoleSessionName: 'test' };

const notAuthorized = (arn: string, role: string) => ({
  status: 403,
  name: 'AccessDenied',
  message: `User: ${arn} is not authorized to perform: sts:AssumeRole on resource: ${role}`,
});

async function start() {
  const fixture = await startFixture({ roles: [developer, strictDeployer] });
  const assume = (keys: Keys, input: AssumeRoleCommandInput) =>
    fixture.client(keys).send(new AssumeRoleCommand(input));
  const getSession = async (input: GetSessionTokenCommandInput) =>
    keysOf(await fixture.client(member).send(new GetSessionTokenCommand(input)));
  return { ...fixture, assume, getSession };
}

test('a role that requires MFA is refused to long-term keys without a code', async () => {
  const { assume } = await start();
  const call = assume(member, intoDeveloper);
  expect(await refusal(call)).toEqual(notAuthorized(MEMBER_ARN, developer.arn));
});

test('a session with MFA may assume roles that require it, again and again', async () => {
  const { assume, getSession, code } = await start();
  const session = await getSession({ SerialNumber, TokenCode: code() });
  await assume(session, intoDeveloper);
  await assume(session, intoDeveloper);
});

test('a session without MFA may not assume roles that require it', async () => {
  const { assume, getSession } = await start();
  const call = assume(await getSession({}), intoDeveloper);
  expect(await refusal(call)).toEqual(notAuthorized(MEMBER_ARN, developer.arn));
});

test('the credentials of an assumed role do not carry MFA to the next role', async () => {
  const { assume, code } = await start();
  const mfa = { SerialNumber, TokenCode: code() };
  const asDeveloper = keysOf(await assume(member, { ...intoDeveloper, ...mfa }));
  expect(await refusal(assume(asDeveloper, intoDeployer))).toEqual(
    notAuthorized('arn:aws:sts::111111111111:assumed-role/developer/test', deployer.arn),
  );
});
