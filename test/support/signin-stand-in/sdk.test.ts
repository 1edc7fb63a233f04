import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fromLoginCredentials } from '@aws-sdk/credential-provider-login';
import { expect, test } from 'vitest';
import { IDENTITIES, startIssuer } from '../http-stand-in/issuer.ts';
import { sdkEnvironment } from '../sdk-environment.ts';
import { makeTempHome, writeAwsFiles } from '../temp-home.ts';
import { untilTestEnds } from '../until-test-ends.ts';
import { writeLoginToken } from './login-cache.ts';
import type { LoginToken } from './login-token.ts';
import { INSUFFICIENT_PERMISSIONS, USER_CREDENTIALS_CHANGED } from './refusals.ts';
import { startSigninStandIn } from './server.ts';

// The SDK's own provider, with the files of a home that has signed in: it makes the proofs.

const MINUTE = 60_000;
const LOGIN_SESSION = IDENTITIES[0];

async function start() {
  const issuer = await startIssuer();
  const signin = untilTestEnds(await startSigninStandIn({ issue: () => issuer.issue(900) }));
  const home = untilTestEnds(await makeTempHome());
  const config = `[profile app]\nlogin_session = ${LOGIN_SESSION}\nregion = eu-west-1\n`;
  await writeAwsFiles(home, { config });
  sdkEnvironment(home.path, {
    AWS_PROFILE: 'app',
    AWS_ENDPOINT_URL_SIGNIN: signin.url,
    AWS_MAX_ATTEMPTS: '1',
  });
  const write = (token: LoginToken) => writeLoginToken(home.path, token);
  return { ...issuer, signin, write, provide: () => fromLoginCredentials()() };
}

const aMinuteAgo = () => Date.now() - MINUTE;

test("the sign-in file is the same as the AWS CLI's, for its owner only", async () => {
  const { signin, write } = await start();
  const token = signin.signIn(Date.UTC(2026, 0, 1));
  const file = await write(token);
  expect(token.loginSession).toBe(LOGIN_SESSION);
  expect(basename(file)).toBe(
    'b240a070b25af7e8f1d6fd5070f2a956d8fb80d5d047aa3869d368549c86e067.json',
  );
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
    accessToken: {
      accessKeyId: 'ASIAEXAMPLE000000001',
      secretAccessKey: token.key.secretAccessKey,
      sessionToken: token.key.session.token,
      accountId: '111111111111',
      expiresAt: '2026-01-01T00:00:00Z',
    },
    tokenType: 'aws_sigv4',
    clientId: 'arn:aws:signin:::devtools/same-device',
    refreshToken: token.refreshToken,
    idToken: expect.stringMatching(/^eyJ[\w-]+\.eyJ[\w-]+\.EXAMPLE/),
    dpopKey: expect.stringMatching(
      /^-----BEGIN EC PRIVATE KEY-----\n[\s\S]+-----END EC PRIVATE KEY-----\n$/,
    ),
  });
});

test('the SDK gets credentials from the sign-in cache, valid for STS and for the next role', async () => {
  const { signin, write, provide, identities } = await start();
  await write(signin.signIn());
  expect(await identities(await provide())).toEqual(IDENTITIES);
  expect(signin.calls).toEqual([]);
});

test('the SDK renews old credentials, and rewrites the file', async () => {
  const { signin, write, provide, identities } = await start();
  const token = signin.signIn(aMinuteAgo());
  const file = await write(token);
  const credentials = await provide();
  expect(credentials.accessKeyId).toBe('ASIAEXAMPLE000000002');
  expect(await identities(credentials)).toEqual(IDENTITIES);
  expect(signin.calls).toMatchObject([{ method: 'POST', target: '/v1/token', status: 200 }]);
  expect(JSON.parse(signin.calls[0]?.body ?? '')).toEqual({
    clientId: token.clientId,
    grantType: 'refresh_token',
    refreshToken: token.refreshToken,
  });
  const { accessToken, refreshToken } = JSON.parse(await readFile(file, 'utf8'));
  expect(accessToken).toMatchObject({ accessKeyId: 'ASIAEXAMPLE000000002' });
  expect(refreshToken).not.toBe(token.refreshToken);
  expect(signin.secrets).toEqual(
    expect.arrayContaining([token.refreshToken, refreshToken, accessToken.secretAccessKey]),
  );
  for (const line of token.dpopKey.split('\n').slice(1, -2)) expect(signin.secrets).toContain(line);
});

test('the SDK renews many times, each with the refresh token of the time before', async () => {
  const { signin, write, provide } = await start();
  const file = await write(signin.signIn(aMinuteAgo()));
  for (let count = 0; count < 20; count += 1) {
    await provide();
    const cached = JSON.parse(await readFile(file, 'utf8'));
    cached.accessToken.expiresAt = new Date(aMinuteAgo()).toISOString();
    await writeFile(file, JSON.stringify(cached));
  }
  expect(signin.calls.map(({ status }) => status)).toEqual(Array(20).fill(200));
});

test('a used refresh token is refused', async () => {
  const { signin, write, provide } = await start();
  const token = signin.signIn(aMinuteAgo());
  await write(token);
  await provide();
  await write(token);
  await expect(provide()).rejects.toThrow(
    'ValidationException: The provided authorization grant is invalid, expired, revoked, or malformed',
  );
});

test("a refresh token with another sign-in's key is refused", async () => {
  const { signin, write, provide } = await start();
  const [token, other] = [signin.signIn(aMinuteAgo()), signin.signIn()];
  await write({ ...token, dpopKey: other.dpopKey });
  await expect(provide()).rejects.toThrow('The provided authorization grant is invalid');
});

test('an expired session is an error of the SDK', async () => {
  const { signin, write, provide } = await start();
  await write(signin.signIn(aMinuteAgo()));
  signin.expireAll();
  await expect(provide()).rejects.toThrow('Your session has expired. Please reauthenticate.');
});

test('the SDK returns credentials that are valid for another minute where the renewal fails', async () => {
  const { signin, write, provide, identities } = await start();
  await write(signin.signIn(Date.now() + MINUTE));
  signin.failNext({ kind: 'drop' });
  expect(await identities(await provide())).toEqual(IDENTITIES);
});

test.each([
  [USER_CREDENTIALS_CHANGED, /because of a change in your password/],
  [INSUFFICIENT_PERMISSIONS, /due to insufficient permissions/],
])('the SDK shows the refusal %o', async (refusal, message) => {
  const { signin, write, provide } = await start();
  await write(signin.signIn(aMinuteAgo()));
  signin.failNext({ kind: 'answer', ...refusal });
  await expect(provide()).rejects.toThrow(message);
});
