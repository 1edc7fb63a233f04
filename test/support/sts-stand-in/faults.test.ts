import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { developer, MEMBER_ARN, member } from '../example-data.ts';
import { type Fixture, refusal, startFixture } from './fixture.ts';

const DROP = { kind: 'drop' } as const;
const BUSY = { kind: 'answer', status: 503, code: 'Throttling', message: 'Rate exceeded' } as const;
const BUSY_REFUSAL = { status: 503, name: 'Throttling', message: 'Rate exceeded' };

const whoAmI = ({ client }: Fixture, abortSignal?: AbortSignal) =>
  client(member).send(new GetCallerIdentityCommand(), { ...(abortSignal && { abortSignal }) });

const assumeWithCode = ({ client, code }: Fixture) =>
  client(member).send(
    new AssumeRoleCommand({
      RoleArn: developer.arn,
      RoleSessionName: 'test',
      SerialNumber: member.mfa.serial,
      TokenCode: code(),
    }),
  );

test('the next calls get an error, and the call after them an answer', async () => {
  const fixture = await startFixture();
  fixture.standIn.failNext(BUSY, 2);
  expect(await refusal(whoAmI(fixture))).toEqual(BUSY_REFUSAL);
  expect(await refusal(whoAmI(fixture))).toEqual(BUSY_REFUSAL);
  expect(await whoAmI(fixture)).toHaveProperty('Arn', MEMBER_ARN);
  expect(fixture.standIn.calls.map(({ errorCode }) => errorCode)).toEqual([
    'Throttling',
    'Throttling',
    undefined,
  ]);
});

test('a dropped connection is an error of the client', async () => {
  const fixture = await startFixture();
  fixture.standIn.failNext(DROP);
  await expect(whoAmI(fixture)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(fixture.standIn.calls).toMatchObject([{ status: undefined }]);
});

test.each([DROP, BUSY])(
  'a code is not used by a call that was not processed: %o',
  async (fault) => {
    const fixture = await startFixture();
    fixture.standIn.failNext(fault);
    await expect(assumeWithCode(fixture)).rejects.toThrow();
    expect(await assumeWithCode(fixture)).toHaveProperty('Credentials');
  },
);

test.each([DROP, BUSY])(
  'a code is used by a call that failed after its work: %o',
  async (fault) => {
    const fixture = await startFixture();
    fixture.standIn.failNext({ ...fault, afterWork: true });
    await expect(assumeWithCode(fixture)).rejects.toThrow();
    expect(await refusal(assumeWithCode(fixture))).toMatchObject({
      message: 'MultiFactorAuthentication failed with invalid MFA one time pass code.',
    });
  },
);

test('held calls arrive, take effect, and are answered when released', async () => {
  const fixture = await startFixture();
  const hold = fixture.standIn.holdNext(2);
  const calls = [whoAmI(fixture), whoAmI(fixture)];
  await hold.arrived;
  expect(fixture.standIn.calls).toMatchObject([
    { finishedAt: undefined },
    { finishedAt: undefined },
  ]);
  expect(await whoAmI(fixture)).toHaveProperty('Arn', MEMBER_ARN);
  hold.release();
  await Promise.all(calls);
  expect(fixture.standIn.calls.map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('a client that leaves while it is held gets no answer', async () => {
  const fixture = await startFixture();
  const hold = fixture.standIn.holdNext();
  const abort = new AbortController();
  const call = whoAmI(fixture, abort.signal);
  await hold.arrived;
  abort.abort();
  await expect(call).rejects.toThrow('Request aborted');
  await expect.poll(() => fixture.standIn.calls[0]?.finishedAt).toBeDefined();
  hold.release();
  expect(await whoAmI(fixture)).toHaveProperty('Arn', MEMBER_ARN);
  expect(fixture.standIn.calls.map(({ status }) => status)).toEqual([undefined, 200]);
});

test('closing ends what is held', async () => {
  const fixture = await startFixture();
  const hold = fixture.standIn.holdNext();
  const call = whoAmI(fixture).catch((error: unknown) => error);
  await hold.arrived;
  await fixture.standIn.close();
  expect(await call).toMatchObject({ code: 'ECONNRESET' });
});

test('latency delays every answer', async () => {
  const fixture = await startFixture({ latencyMs: 200, now: Date.now });
  const client = fixture.client(member, Date.now());
  await client.send(new GetCallerIdentityCommand());
  fixture.standIn.setLatency(0);
  // A busy machine takes its time now and then.
  for (let calls = 0; calls < 5; calls += 1) await client.send(new GetCallerIdentityCommand());
  const [slow, ...fast] = fixture.standIn.calls.map(({ at, finishedAt = 0 }) => finishedAt - at);
  expect(slow).toBeGreaterThanOrEqual(199);
  expect(Math.min(...fast)).toBeLessThan(199);
});
