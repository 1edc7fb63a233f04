import { expect, test } from 'vitest';
import { Credentials } from '../../../src/credentials.ts';
import type { IamRequest } from '../../../src/sts/iam-request.ts';
import {
  createAccessKey,
  deactivateAccessKey,
  deleteAccessKey,
  listAccessKeys,
} from '../../../src/sts/iam-user.ts';
import { stopSignal } from '../../../src/util/errors.ts';
import { MEMBER_ARN, member } from '../example-data.ts';
import { type Keys, START, startFixture } from './fixture.ts';
import type { StsStandInOptions } from './server.ts';

/** The calls of swrole, which IAM's own client would make in the same way. */
async function start(options: Partial<StsStandInOptions> = {}) {
  const { standIn, clock, ...rest } = await startFixture(options);
  const request = (source: Keys = member): IamRequest => ({
    env: {},
    partition: 'aws',
    endpoint: { region: 'us-east-1', url: standIn.url, useFips: false, useDualStack: false },
    transport: { caBundle: undefined, maxAttempts: 1, retryMode: 'standard' },
    source: new Credentials(source),
    now: clock.now,
    stop: stopSignal(5_000, new AbortController().signal),
    debug: () => {},
    showProgress: () => () => {},
  });
  return { standIn, clock, request, ...rest };
}

const refused = (code: string) => ({ reason: `AWS answered ${code}`, code });

test('a user has one key, creates a second one, and no third', async () => {
  const { standIn, request } = await start();
  const first = { accessKeyId: member.accessKeyId, createdAt: START, isActive: true };
  expect(await listAccessKeys(request())).toEqual({ keys: [first] });
  const created = await createAccessKey(request());
  const second = { accessKeyId: 'AKIAEXAMPLE000000001', createdAt: START, isActive: true };
  expect(created).toEqual({ ...second, secretAccessKey: expect.stringMatching(/^EXAMPLE\//) });
  expect(standIn.secrets).toContain((created as Keys).secretAccessKey);
  expect(await listAccessKeys(request(created as Keys))).toEqual({ keys: [first, second] });
  expect(await createAccessKey(request())).toEqual(refused('LimitExceeded'));
  expect(standIn.accessKeysOf(MEMBER_ARN)).toEqual([first.accessKeyId, second.accessKeyId]);
});

test('an inactive key signs nothing, and still counts', async () => {
  const { request } = await start();
  const created = (await createAccessKey(request())) as Keys;
  expect(await deactivateAccessKey(member.accessKeyId, request(created))).toBeUndefined();
  expect(await listAccessKeys(request())).toEqual(refused('InvalidClientTokenId'));
  expect(await createAccessKey(request(created))).toEqual(refused('LimitExceeded'));
});

test('a deleted key is unknown', async () => {
  const { request } = await start();
  const created = (await createAccessKey(request())) as Keys;
  expect(await deleteAccessKey(member.accessKeyId, request(created))).toBeUndefined();
  expect(await deleteAccessKey(member.accessKeyId, request(created))).toEqual(
    refused('NoSuchEntity'),
  );
  expect(await listAccessKeys(request())).toEqual(refused('InvalidClientTokenId'));
  expect(await deactivateAccessKey('x', request(created))).toEqual(refused('ValidationError'));
});

test('a new key is unknown for some time', async () => {
  const { clock, request } = await start({ newKeyDelayMs: 5_000 });
  const created = (await createAccessKey(request())) as Keys;
  expect(await listAccessKeys(request(created))).toEqual(refused('InvalidClientTokenId'));
  clock.now += 5_000;
  expect(await listAccessKeys(request(created))).toMatchObject({ keys: [{}, {}] });
});

test('a policy may forbid each action', async () => {
  const deniedKeyActions = [
    'ListAccessKeys',
    'CreateAccessKey',
    'UpdateAccessKey',
    'DeleteAccessKey',
  ];
  const { request } = await start({ users: [{ ...member, deniedKeyActions }] });
  const id = member.accessKeyId;
  const denied = refused('AccessDenied');
  expect(await listAccessKeys(request())).toEqual(denied);
  expect(await createAccessKey(request())).toEqual(denied);
  expect(await deactivateAccessKey(id, request())).toEqual(denied);
  expect(await deleteAccessKey(id, request())).toEqual(denied);
});
