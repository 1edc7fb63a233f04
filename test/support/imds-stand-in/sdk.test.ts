import { fromInstanceMetadata } from '@smithy/credential-provider-imds';
import { expect, test } from 'vitest';
import { IDENTITIES, startIssuer } from '../http-stand-in/issuer.ts';
import { sdkEnvironment } from '../sdk-environment.ts';
import { makeTempHome } from '../temp-home.ts';
import { untilTestEnds } from '../until-test-ends.ts';
import { IMDS_REQUESTS, type ImdsStandInOptions, startImdsStandIn } from './server.ts';

// The SDK's own provider, by its own variables: it is the one that must be content.

const FOR_EVER = Number.POSITIVE_INFINITY;

/** @param timeout milliseconds: a busy machine takes some for an answer, too */
async function start(options: Partial<ImdsStandInOptions> = {}, timeout = 10_000) {
  const issuer = await startIssuer();
  const imds = untilTestEnds(
    await startImdsStandIn({ issue: () => issuer.issue(), roleName: 'issued', ...options }),
  );
  const home = untilTestEnds(await makeTempHome());
  sdkEnvironment(home.path, { AWS_EC2_METADATA_SERVICE_ENDPOINT: imds.url });
  const requests = () => imds.calls.map(({ method, status }) => [method, status]);
  return { ...issuer, imds, requests, provide: fromInstanceMetadata({ timeout }) };
}

test('the SDK gets credentials by version 2, valid for STS and for the next role', async () => {
  const { provide, identities, requests } = await start();
  const credentials = await provide();
  expect(credentials).toEqual({
    accessKeyId: 'ASIAEXAMPLE000000001',
    secretAccessKey: expect.any(String),
    sessionToken: expect.any(String),
    expiration: expect.any(Date),
  });
  expect(await identities(credentials)).toEqual(IDENTITIES);
  expect(requests()).toEqual([
    ['PUT', 200],
    ['GET', 200],
    ['GET', 200],
  ]);
});

test.each([403, 404, 405] as const)(
  'the SDK gets credentials by version 1, where PUT gives %i',
  async (v1) => {
    const { provide, identities, requests } = await start({ v1 });
    expect(await identities(await provide())).toEqual(IDENTITIES);
    expect(requests()).toEqual([
      ['PUT', v1],
      ['GET', 200],
      ['GET', 200],
    ]);
  },
);

test('the SDK fails for an instance without a role', async () => {
  const { provide } = await start({ roleName: undefined });
  await expect(provide()).rejects.toMatchObject({
    message: 'Error response received from instance metadata service',
    statusCode: 404,
  });
});

test('the SDK fails for a metadata service that never answers', async () => {
  const { imds, provide } = await start({}, 200);
  imds.failNext({ kind: 'hang' }, FOR_EVER);
  await expect(provide()).rejects.toThrow('TimeoutError from instance metadata service');
});

test('the SDK tries again after one failure of the metadata service', async () => {
  const { imds, provide, identities } = await start();
  const { credentials: only } = IMDS_REQUESTS;
  imds.failNext({ kind: 'answer', status: 503, only });
  await expect(provide()).rejects.toMatchObject({ statusCode: 503 });
  expect(await identities(await provide())).toEqual(IDENTITIES);
});

test.each([
  ['is not JSON', '{"Code": "Success",'],
  ['is a refusal', '{"Code": "AssumeRoleUnauthorizedAccess", "Message": "not allowed"}'],
])('the SDK refuses a document that %s', async (_what, body) => {
  const { imds, provide } = await start();
  const { credentials: only } = IMDS_REQUESTS;
  imds.failNext({ kind: 'answer', status: 200, body, only }, FOR_EVER);
  await expect(provide()).rejects.toThrow(/JSON|Invalid response received/);
});
