import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { RoleStep } from '../../src/config/plan-calls.ts';
import { Credentials } from '../../src/credentials.ts';
import { describeStsError } from '../../src/messages/credentials.ts';
import { type AssumeRoleRequest, createStsClient } from '../../src/sts/client.ts';
import { StsError, type StsErrorDetails } from '../../src/sts/errors.ts';
import { endpoint, LONG_TERM, role, step } from '../session/example-chain.ts';
import { auditor, deployer, developer, member } from '../support/example-data.ts';
import { type StsStandIn, startStsStandIn } from '../support/sts-stand-in/server.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const strict = {
  arn: 'arn:aws:iam::444444444444:role/partner',
  trusts: developer.trusts,
  externalId: 'x',
};

let standIn: StsStandIn;
beforeEach(async () => {
  standIn = untilTestEnds(
    await startStsStandIn({ users: [member], roles: [developer, auditor, deployer, strict] }),
  );
});

const sts = createStsClient({}, { debug: () => {}, showProgress: () => () => {} });

const code = () => totp(member.mfa.secret, Date.now());

function request(
  changes: Partial<RoleStep> = {},
  more: Partial<AssumeRoleRequest> = {},
): AssumeRoleRequest {
  return {
    step: step({ endpoint: endpoint('ap-northeast-1', standIn.url), ...changes }),
    source: LONG_TERM,
    sessionName: 'swrole-member',
    tokenCode: undefined,
    timeLimit: 10_000,
    interrupted: new AbortController().signal,
    ...more,
  };
}

const withoutMfa = { role: role('auditor', '222222222222'), mfa: undefined };

/** The facts of the failure that a request ends in. */
async function failure(request: AssumeRoleRequest): Promise<StsErrorDetails> {
  const error: unknown = await sts.assumeRole(request).catch((error: unknown) => error);
  if (error instanceof StsError) return error.details;
  throw error;
}

describe('a role', () => {
  test('a role is assumed with every parameter of its step, signed for its region, sent once', async () => {
    const given = await sts.assumeRole(
      request({ externalId: 'external', durationSeconds: 900 }, { tokenCode: code() }),
    );
    expect(given).toEqual({
      credentials: expect.any(Credentials),
      expiration: given.credentials.expiration,
      assumedRoleArn: 'arn:aws:sts::111111111111:assumed-role/developer/swrole-member',
      assumedRoleId: expect.stringMatching(/^AROA[A-Z0-9]+:swrole-member$/),
      requestId: '00000000-0000-4000-8000-000000000001',
    });
    const [call] = standIn.calls;
    expect(standIn.calls).toHaveLength(1);
    expect([call?.region, call?.callerAccessKeyId]).toEqual([
      'ap-northeast-1',
      LONG_TERM.accessKeyId,
    ]);
    expect(call?.params).toEqual({
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: developer.arn,
      RoleSessionName: 'swrole-member',
      DurationSeconds: '900',
      ExternalId: 'external',
      SerialNumber: member.mfa.serial,
      TokenCode: expect.stringMatching(/^\d{6}$/),
    });
    expect((given.expiration - Date.now()) / 1000).toBeCloseTo(900, -2);
  });

  test('a role is assumed with a session, including its token', async () => {
    const first = await sts.assumeRole(request({}, { tokenCode: code() }));
    const next = { role: role('deployer', '333333333333'), mfa: undefined };
    const second = await sts.assumeRole(request(next, { source: first.credentials }));
    expect(second.assumedRoleArn).toBe(
      'arn:aws:sts::333333333333:assumed-role/deployer/swrole-member',
    );
  });

  test('a role is assumed without the parameters that the step does not have', async () => {
    await sts.assumeRole(request(withoutMfa));
    expect(standIn.calls[0]?.params).toEqual({
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: auditor.arn,
      RoleSessionName: 'swrole-member',
    });
  });
});

describe('the hint of a refused role', () => {
  const hint = async (changes: Partial<RoleStep>, more: Partial<AssumeRoleRequest> = {}) =>
    describeStsError(new StsError(await failure(request(changes, more)))).hint;
  const partner = { role: role('partner', '444444444444'), profile: 'p' };
  const WANTS = {
    device:
      'if the role requires MFA, add the line mfa_serial = arn:aws:iam::123456789012:mfa/NAME with your device',
    id: 'if the role requires an external ID, add the line external_id = ID',
  };

  test.each<[string, Partial<RoleStep>, () => Partial<AssumeRoleRequest>, string]>([
    [
      'device and external ID',
      { ...partner, mfa: undefined },
      () => ({}),
      `profile 'p' has neither mfa_serial nor external_id: ${WANTS.device}; ${WANTS.id}; otherwise check role_arn against the role's trust policy`,
    ],
    [
      'device',
      { ...partner, mfa: undefined, externalId: 'other' },
      () => ({}),
      `profile 'p' has no mfa_serial: ${WANTS.device}; otherwise check role_arn and external_id against the role's trust policy`,
    ],
    [
      'external ID',
      partner,
      () => ({ tokenCode: code() }),
      `profile 'p' has no external_id: ${WANTS.id}; otherwise check role_arn and mfa_serial against the role's trust policy`,
    ],
    [
      'nothing',
      { ...partner, externalId: 'other' },
      () => ({ tokenCode: code() }),
      "check role_arn, external_id and mfa_serial of profile 'p' against the role's trust policy",
    ],
  ])('the hint of a role that is refused names the missing lines: %s', async (...row) => {
    const [, changes, more, expected] = row;
    expect(await hint(changes, more())).toBe(expected);
  });

  test('a session has no device, so its hint names none', async () => {
    const first = await sts.assumeRole(request(withoutMfa));
    expect(await hint({ ...partner, mfa: undefined }, { source: first.credentials })).toBe(
      `profile 'p' has no external_id: ${WANTS.id}; otherwise check role_arn and mfa_serial against the role's trust policy`,
    );
  });
});

describe('a refusal', () => {
  const bad = (accessKeyId: string) =>
    new Credentials({ accessKeyId, secretAccessKey: LONG_TERM.secretAccessKey });

  test.each<[string, () => AssumeRoleRequest, StsErrorDetails['failure'], string]>([
    ['a wrong code', () => request({}, { tokenCode: '000000' }), 'mfa-refused', 'AccessDenied'],
    [
      "another user's device",
      () =>
        request(
          { mfa: { serial: 'arn:aws:iam::000000000000:mfa/other', generateToken: undefined } },
          { tokenCode: code() },
        ),
      'mfa-device',
      'AccessDenied',
    ],
    [
      'no MFA where it is wanted',
      () => request({ mfa: undefined }),
      'not-authorized',
      'AccessDenied',
    ],
    [
      'no external id',
      () => request({ role: role('partner', '444444444444'), mfa: undefined }),
      'not-authorized',
      'AccessDenied',
    ],
    [
      'an unknown key',
      () => request(withoutMfa, { source: bad('AKIAI44QH8DHBEXAMPLE') }),
      'bad-keys',
      'InvalidClientTokenId',
    ],
    [
      'a wrong secret',
      () =>
        request(withoutMfa, {
          source: new Credentials({ accessKeyId: member.accessKeyId, secretAccessKey: 'wrong' }),
        }),
      'bad-keys',
      'SignatureDoesNotMatch',
    ],
    [
      "more than the role's maximum",
      () => request({ ...withoutMfa, durationSeconds: 7200 }),
      'over-role-maximum',
      'ValidationError',
    ],
    [
      'a duration below the least',
      () => request({ ...withoutMfa, durationSeconds: 60 }),
      'invalid-request',
      'ValidationError',
    ],
  ])('a refusal of %s has its own name', async (_, make, expected, code) => {
    const wanted = make();
    const details = await failure(wanted);
    const { exitCode } = describeStsError(new StsError(details));
    expect([exitCode, details]).toEqual([
      expected === 'mfa-refused' || expected === 'mfa-device' ? 4 : 5,
      {
        failure: expected,
        action: 'AssumeRole',
        code,
        message: expect.any(String),
        profile: 'project-dev',
        roleArn: wanted.step.role.arn,
        host: new URL(standIn.url).host,
        ...(expected === 'not-authorized' && { lacks: ['mfa_serial', 'external_id'] }),
        sent: true,
      },
    ]);
  });

  test('a refusal of a used code is the same as of a wrong code', async () => {
    const tokenCode = code();
    await sts.assumeRole(request({}, { tokenCode }));
    expect((await failure(request({}, { tokenCode }))).failure).toBe('mfa-refused');
  });

  test('a refusal of more than an hour behind another role has its own name', async () => {
    const { credentials } = await sts.assumeRole(request({}, { tokenCode: code() }));
    const next = { role: role('deployer', '333333333333'), mfa: undefined, durationSeconds: 7200 };
    expect((await failure(request(next, { source: credentials }))).failure).toBe(
      'over-chain-limit',
    );
  });

  test.each<[string, string, number, StsErrorDetails['failure']]>([
    [
      'ExpiredToken',
      'The security token included in the request is expired',
      403,
      'expired-source',
    ],
    [
      'SignatureDoesNotMatch',
      'Signature expired: 20260101T000000Z is now earlier than …',
      403,
      'clock-skew',
    ],
    ['RegionDisabledException', 'STS is not activated in this region', 403, 'region-disabled'],
    ['Throttling', 'Rate exceeded', 400, 'throttled'],
    ['InternalFailure', 'try again', 500, 'unavailable'],
    ['SomethingNew', 'new', 400, 'other'],
  ])('%s is refused as %s', async (code, message, status, expected) => {
    standIn.failNext({ kind: 'answer', status, code, message }, 3);
    const fact = await failure(request({}, { tokenCode: '123456' }));
    expect([fact.failure, fact.code, fact.message]).toEqual([expected, code, message]);
  });
});

describe('attempts', () => {
  const busy = {
    kind: 'answer',
    status: 503,
    code: 'ServiceUnavailable',
    message: 'busy',
  } as const;

  test('a call without a code is tried three times', async () => {
    standIn.failNext(busy, 2);
    await sts.assumeRole(request(withoutMfa));
    expect(standIn.calls).toHaveLength(3);
  });

  test.each([
    ['a server error', busy],
    ['a lost answer', { kind: 'drop', afterWork: true } as const],
  ])('a call with a code, which %s may have used, is tried once', async (_, fault) => {
    standIn.failNext(fault, 3);
    expect((await failure(request({}, { tokenCode: code() }))).sent).toBe(true);
    expect(standIn.calls).toHaveLength(1);
  });
});

describe('no answer', () => {
  test('a closed port is an error, and the code counts as not sent', async () => {
    await standIn.close();
    expect(await failure(request({}, { tokenCode: '123456' }))).toMatchObject({
      failure: 'unreachable',
      sent: false,
    });
  });

  test('a host that does not exist is an error, and the code counts as not sent', async () => {
    const wrong = endpoint('us-east-1', 'https://sts.invalid/');
    expect(await failure(request({ endpoint: wrong }, { tokenCode: '123456' }))).toMatchObject({
      failure: 'unreachable',
      host: 'sts.invalid',
      sent: false,
    });
  });

  test.each<[string, (stop: AbortController) => Partial<AssumeRoleRequest>]>([
    ['the time limit', () => ({ timeLimit: 200 })],
    ['an interrupt', (stop) => ({ interrupted: stop.signal })],
  ])('a call is given up before %s', async (_, more) => {
    const hold = standIn.holdNext();
    const stop = new AbortController();
    const failed = failure(request({}, { tokenCode: code(), ...more(stop) }));
    await hold.arrived;
    stop.abort();
    expect(await failed).toMatchObject({ failure: 'unreachable', sent: true });
  });
});

describe('a wrong answer', () => {
  test.each<[string, string]>([
    ['a page of a proxy', '<html>sign in</html>'],
    ['an empty result', '<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>'],
    [
      'the credentials of another role',
      `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::999999999999:assumed-role/developer/x</Arn><AssumedRoleId>a:x</AssumedRoleId></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>`,
    ],
  ])('an answer with %s is refused', async (_, body) => {
    const server = createServer((_, response) => response.end(body)).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const fact = await failure(request({ ...withoutMfa, endpoint: endpoint('us-east-1', url) }));
    expect(fact.failure).toBe('unexpected-answer');
  });
});
