import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fromHttp } from '@aws-sdk/credential-provider-http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { IDENTITIES, ISSUED_ROLE, startIssuer } from '../http-stand-in/issuer.ts';
import { sdkEnvironment } from '../sdk-environment.ts';
import { makeTempHome } from '../temp-home.ts';
import { untilTestEnds } from '../until-test-ends.ts';
import { type ContainerStandInOptions, startContainerStandIn } from './server.ts';

const TOKEN = 'EXAMPLE-container-token';
const MINUTE = 60_000;

async function start(options: Partial<ContainerStandInOptions> = {}) {
  const issuer = await startIssuer();
  const container = untilTestEnds(
    await startContainerStandIn({ issue: () => issuer.issue(), ...options }),
  );
  const home = untilTestEnds(await makeTempHome());
  const provide = (variables: Record<string, string> = {}) => {
    sdkEnvironment(home.path, {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: container.fullUri,
      ...variables,
    });
    return fromHttp({ maxRetries: 0, timeout: 200 })();
  };
  return { ...issuer, container, home, provide };
}

test("the SDK's container provider gets credentials, valid for STS and for the next role", async () => {
  const { container, provide, identities } = await start();
  const credentials = await provide();
  expect(credentials).toMatchObject({
    accessKeyId: 'ASIAEXAMPLE000000001',
    expiration: expect.any(Date),
  });
  expect(await identities(credentials)).toEqual(IDENTITIES);
  expect(container.calls.map(({ method, target, status }) => [method, target, status])).toEqual([
    ['GET', '/v2/credentials/00000000-0000-4000-8000-000000000000', 200],
  ]);
});

test('the container accepts a token from the environment, and from a file that is read again', async () => {
  const path = '/v1/credentials?id=1';
  const { container, home, provide, identities } = await start({ path, token: TOKEN });
  const byValue = await provide({ AWS_CONTAINER_AUTHORIZATION_TOKEN: TOKEN });
  expect(await identities(byValue)).toEqual(IDENTITIES);
  const file = join(home.path, 'token');
  await writeFile(file, 'EXAMPLE-next-token');
  container.setToken('EXAMPLE-next-token');
  const byFile = await provide({ AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file });
  expect(byFile.accessKeyId).toBe(byValue.accessKeyId);
  expect(container.calls.map(({ headers }) => headers.authorization)).toEqual([
    TOKEN,
    'EXAMPLE-next-token',
  ]);
  expect(container.secrets).toEqual([
    TOKEN,
    byValue.secretAccessKey,
    byValue.sessionToken,
    'EXAMPLE-next-token',
  ]);
});

test.each<[string, Record<string, string>, string, number]>([
  ['no token', {}, 'MissingAuthenticationToken', 401],
  ['a wrong token', { AWS_CONTAINER_AUTHORIZATION_TOKEN: 'wrong' }, 'AccessDenied', 403],
])('the container refuses %s', async (_what, variables, Code, status) => {
  const { provide } = await start({ token: TOKEN });
  await expect(provide(variables)).rejects.toMatchObject({
    message: `Server responded with status: ${status}`,
    Code,
    Message: expect.any(String),
  });
});

test("the container's answer has credentials and their expiration", async () => {
  const { container } = await start();
  expect(await (await fetch(container.fullUri)).json()).toEqual({
    RoleArn: ISSUED_ROLE,
    AccessKeyId: 'ASIAEXAMPLE000000001',
    SecretAccessKey: expect.any(String),
    Token: expect.any(String),
    Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  });
});

test.each([
  ['GET', '/v2/credentials/other', 400, 'InvalidIdInRequest'],
  ['POST', '/v2/credentials/00000000-0000-4000-8000-000000000000', 405, 'MethodNotAllowed'],
])('the container refuses %s %s with %i', async (method, target, status, Code) => {
  const { container } = await start();
  const answer = await fetch(container.url + target, { method });
  expect([answer.status, await answer.json()]).toMatchObject([status, { Code }]);
});

test('the container gives the same credentials until five minutes before their end', async () => {
  const clock = { ahead: 0 };
  const { provide } = await start({ now: () => Date.now() + clock.ahead });
  const first = await provide();
  clock.ahead = 54 * MINUTE;
  expect((await provide()).accessKeyId).toBe(first.accessKeyId);
  clock.ahead = 56 * MINUTE;
  expect((await provide()).accessKeyId).not.toBe(first.accessKeyId);
});

test('for an endpoint that never answers, the SDK prints an error and keeps waiting', async () => {
  const { container, provide } = await start();
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  onTestFinished(() => warn.mockRestore());
  container.failNext({ kind: 'hang' });
  const ended = provide().catch(String);
  await expect.poll(() => warn.mock.calls).toEqual([[expect.stringContaining('200 ms')]]);
  expect(await Promise.race([ended, delay(300, 'waiting')])).toBe('waiting');
  await container.close();
  expect(await ended).toContain('socket hang up');
});
