import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { auditor, member } from '../example-data.ts';
import { type Fixture, type Keys, keysOf, refusal, startFixture } from './fixture.ts';

type Input = Partial<AssumeRoleCommandInput>;

function assume({ client }: Fixture, input: Input = {}, keys: Keys = member) {
  const command = { RoleArn: auditor.arn, RoleSessionName: 'test', ...input };
  return client(keys).send(new AssumeRoleCommand(command));
}

function getSession({ client }: Fixture, DurationSeconds?: number, keys: Keys = member) {
  const input = DurationSeconds === undefined ? {} : { DurationSeconds };
  return client(keys).send(new GetSessionTokenCommand(input));
}

const validationError = (message: string) => ({ status: 400, name: 'ValidationError', message });
const failing = (value: string, constraint: string) =>
  validationError(
    `1 validation error detected: Value ${value} failed to satisfy constraint: Member must ${constraint}`,
  );

test.each<[Input, string, string]>([
  [
    { DurationSeconds: 899 },
    "'899' at 'durationSeconds'",
    'have value greater than or equal to 900',
  ],
  [
    { DurationSeconds: 43_201 },
    "'43201' at 'durationSeconds'",
    'have value less than or equal to 43200',
  ],
  [{ DurationSeconds: Number.NaN }, "'NaN' at 'durationSeconds'", 'be a whole number'],
  [{ RoleSessionName: 'x' }, "'x' at 'roleSessionName'", 'have length greater than or equal to 2'],
  [
    { RoleSessionName: 'x'.repeat(65) },
    `'${'x'.repeat(65)}' at 'roleSessionName'`,
    'have length less than or equal to 64',
  ],
  [
    { RoleSessionName: 'a b' },
    "'a b' at 'roleSessionName'",
    'satisfy regular expression pattern: [\\w+=,.@-]*',
  ],
  [{ TokenCode: '12345' }, "'12345' at 'tokenCode'", 'have length greater than or equal to 6'],
  [
    { TokenCode: 'abcdef' },
    "'abcdef' at 'tokenCode'",
    'satisfy regular expression pattern: [\\d]*',
  ],
  [
    { SerialNumber: 'short' },
    "'short' at 'serialNumber'",
    'have length greater than or equal to 9',
  ],
  [{ ExternalId: 'x' }, "'x' at 'externalId'", 'have length greater than or equal to 2'],
  [{ SourceIdentity: 'x' }, "'x' at 'sourceIdentity'", 'have length greater than or equal to 2'],
  [{ RoleArn: 'arn' }, "'arn' at 'roleArn'", 'have length greater than or equal to 20'],
  [{ RoleSessionName: undefined }, "null at 'roleSessionName'", 'not be null'],
])('AssumeRole is refused with %o', async (input, value, constraint) => {
  expect(await refusal(assume(await startFixture(), input))).toEqual(failing(value, constraint));
});

test('one answer lists several violations', async () => {
  const call = assume(await startFixture(), { RoleSessionName: '!', DurationSeconds: 1 });
  expect(await refusal(call)).toEqual(
    validationError(
      "3 validation errors detected: Value '!' at 'roleSessionName' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [\\w+=,.@-]*; ' +
        "Value '!' at 'roleSessionName' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 2; ' +
        "Value '1' at 'durationSeconds' failed to satisfy constraint: " +
        'Member must have value greater than or equal to 900',
    ),
  );
});

test('an invalid role ARN is refused', async () => {
  const RoleArn = 'arn:aws:iam::111111111111:user/member';
  const call = assume(await startFixture(), { RoleArn });
  expect(await refusal(call)).toEqual(validationError(`${RoleArn} is invalid`));
});

test.each([
  [auditor, 3601],
  [{ ...auditor, maxSessionSeconds: 7200 }, 7201],
])('a duration longer than the maximum of %o is refused', async (role, DurationSeconds) => {
  const fixture = await startFixture({ roles: [role] });
  expect(await refusal(assume(fixture, { DurationSeconds }))).toEqual(
    validationError(
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    ),
  );
  expect(await assume(fixture, { DurationSeconds: DurationSeconds - 1 })).toHaveProperty(
    'Credentials',
  );
});

test('role chaining is limited to an hour, after AssumeRole as after GetSessionToken', async () => {
  const role = { ...auditor, trusts: [...auditor.trusts, auditor.arn], maxSessionSeconds: 43_200 };
  const fixture = await startFixture({ roles: [role] });
  for (const keys of [keysOf(await assume(fixture)), keysOf(await getSession(fixture))]) {
    expect(await assume(fixture, { DurationSeconds: 3600 }, keys)).toHaveProperty('Credentials');
    expect(await refusal(assume(fixture, { DurationSeconds: 3601 }, keys))).toEqual(
      validationError(
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
      ),
    );
  }
});

test.each([
  [899, 'have value greater than or equal to 900'],
  [129_601, 'have value less than or equal to 129600'],
])('GetSessionToken is refused for %i seconds', async (seconds, constraint) => {
  const call = getSession(await startFixture(), seconds);
  expect(await refusal(call)).toEqual(failing(`'${seconds}' at 'durationSeconds'`, constraint));
});

test('GetSessionToken is refused with temporary keys', async () => {
  const fixture = await startFixture();
  for (const keys of [keysOf(await assume(fixture)), keysOf(await getSession(fixture))]) {
    expect(await refusal(getSession(fixture, 900, keys))).toEqual({
      status: 403,
      name: 'AccessDenied',
      message: 'Cannot call GetSessionToken with session credentials',
    });
  }
});
