import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { auditor, developer, member } from '../example-data.ts';
import { type Fixture, keysOf, refusal, startFixture } from './fixture.ts';

const SerialNumber = member.mfa.serial;
const DENIED = { status: 403, name: 'AccessDenied' };
const INVALID_CODE = {
  ...DENIED,
  message: 'MultiFactorAuthentication failed with invalid MFA one time pass code.',
};

type Input = Partial<AssumeRoleCommandInput>;

function assume({ client }: Fixture, input: Input) {
  const command = { RoleArn: developer.arn, RoleSessionName: 'test', ...input };
  return client(member).send(new AssumeRoleCommand(command));
}

test.each([-1, 0, 1])('the code of step %i is right', async (step) => {
  const fixture = await startFixture();
  const answer = await assume(fixture, { SerialNumber, TokenCode: fixture.code(step) });
  expect(answer.AssumedRoleUser?.Arn).toBe('arn:aws:sts::111111111111:assumed-role/developer/test');
});

test.each([-2, 2])('the code of step %i is wrong', async (step) => {
  const fixture = await startFixture();
  const call = assume(fixture, { SerialNumber, TokenCode: fixture.code(step) });
  expect(await refusal(call)).toEqual(INVALID_CODE);
});

test('a code works once, in any action', async () => {
  const fixture = await startFixture();
  const TokenCode = fixture.code();
  await assume(fixture, { SerialNumber, TokenCode });
  const again = assume(fixture, { SerialNumber, TokenCode });
  expect(await refusal(again)).toEqual(INVALID_CODE);
  const command = new GetSessionTokenCommand({ SerialNumber, TokenCode });
  expect(await refusal(fixture.client(member).send(command))).toEqual(INVALID_CODE);
  fixture.clock.now += 30_000;
  await assume(fixture, { SerialNumber, TokenCode: fixture.code() });
});

test('of simultaneous calls with one code, one succeeds', async () => {
  const fixture = await startFixture();
  const TokenCode = fixture.code();
  const calls = Array.from({ length: 8 }, () => assume(fixture, { SerialNumber, TokenCode }));
  const outcomes = await Promise.allSettled(calls);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a code is used also by a call that is refused for another reason', async () => {
  const fixture = await startFixture();
  const TokenCode = fixture.code();
  const tooLong = assume(fixture, { SerialNumber, TokenCode, DurationSeconds: 43_200 });
  expect(await refusal(tooLong)).toMatchObject({ name: 'ValidationError' });
  const again = assume(fixture, { SerialNumber, TokenCode });
  expect(await refusal(again)).toEqual(INVALID_CODE);
});

test('a code is not used by a request with malformed parameters', async () => {
  const fixture = await startFixture();
  const TokenCode = fixture.code();
  const malformed = assume(fixture, { SerialNumber, TokenCode, DurationSeconds: 1 });
  expect(await refusal(malformed)).toMatchObject({ name: 'ValidationError' });
  await assume(fixture, { SerialNumber, TokenCode });
});

test('a code is checked even if the role does not ask for one', async () => {
  const fixture = await startFixture();
  const TokenCode = fixture.code(5);
  const call = assume(fixture, { RoleArn: auditor.arn, SerialNumber, TokenCode });
  expect(await refusal(call)).toEqual(INVALID_CODE);
});

test('a serial of another device is refused', async () => {
  const fixture = await startFixture();
  const other = 'arn:aws:iam::000000000000:mfa/other';
  const call = assume(fixture, { SerialNumber: other, TokenCode: fixture.code() });
  expect(await refusal(call)).toEqual({
    ...DENIED,
    message:
      'MultiFactorAuthentication failed, unable to validate MFA code.  ' +
      'Please verify your MFA serial number is valid and associated with this user.',
  });
});

test.each([{ SerialNumber }, { TokenCode: '123456' }])(
  'one of the two MFA parameters alone is refused: %o',
  async (half) => {
    expect(await refusal(assume(await startFixture(), half))).toEqual({
      ...DENIED,
      message:
        'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
    });
  },
);

test('a role session has no device, so it cannot use the code of its user', async () => {
  const fixture = await startFixture();
  const keys = keysOf(await assume(fixture, { RoleArn: auditor.arn }));
  const command = new AssumeRoleCommand({
    RoleArn: developer.arn,
    RoleSessionName: 'test',
    SerialNumber,
    TokenCode: fixture.code(),
  });
  expect(await refusal(fixture.client(keys).send(command))).toMatchObject({
    message: expect.stringMatching(/^MultiFactorAuthentication failed, unable to validate/),
  });
});
