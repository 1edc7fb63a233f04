import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { fromSSO } from '@aws-sdk/credential-provider-sso';
import { expect, test } from 'vitest';
import { sdkEnvironment } from '../sdk-environment.ts';
import { makeTempHome } from '../temp-home.ts';
import { untilTestEnds } from '../until-test-ends.ts';
import { IDENTITIES, startSsoFixture } from './fixture.ts';
import { cachedSsoToken, writeSsoToken } from './token-cache.ts';

// The SDK's own provider, with the files of a home that has signed in.

const START_URL = 'https://d-1234567890.awsapps.com/start';
const ROLE = 'sso_account_id = 111111111111\nsso_role_name = issued\n';
const WITH_SESSION = `[profile app]\nsso_session = example\n${ROLE}
[sso-session example]
sso_start_url = ${START_URL}
sso_region = eu-west-1
`;
const LEGACY = `[profile app]\nsso_start_url = ${START_URL}\nsso_region = eu-west-1\n${ROLE}`;

let homes = 0;

async function start(config: (session: string) => string) {
  const fixture = await startSsoFixture();
  // The SDK remembers for 30 seconds that it has refreshed a session of this name.
  homes += 1;
  const session = `example${homes}`;
  const home = untilTestEnds(await makeTempHome({ config: config(session) }));
  sdkEnvironment(home.path, {
    AWS_PROFILE: 'app',
    AWS_ENDPOINT_URL_SSO: fixture.sso.url,
    AWS_ENDPOINT_URL_SSO_OIDC: fixture.sso.url,
  });
  const key = { startUrl: START_URL, region: 'eu-west-1' };
  const write = (expiresAt?: number) =>
    writeSsoToken(home.path, fixture.sso.signIn(expiresAt), { ...key, session });
  const requests = () => fixture.sso.calls.map(({ method, status }) => [method, status]);
  return { ...fixture, home, key, session, write, requests };
}

const withSession = (name: string) => WITH_SESSION.replaceAll('example', name);

test('the SDK gets credentials by a session, valid for STS and for the next role', async () => {
  const { identities, write, requests } = await start(withSession);
  await write();
  const credentials = await fromSSO()();
  expect(credentials).toMatchObject({ expiration: expect.any(Date) });
  expect(await identities(credentials)).toEqual(IDENTITIES);
  expect(requests()).toEqual([['GET', 200]]);
});

test('the SDK gets credentials without a session section, as old profiles do', async () => {
  const { sso, home, key, identities } = await start(() => LEGACY);
  const file = await writeSsoToken(home.path, sso.signIn(), key);
  expect(basename(file)).toBe('7487b5b67d5fa1132cf33fa93ae51ef38cc37752.json');
  expect(await identities(await fromSSO()())).toEqual(IDENTITIES);
});

test("the token file is the same as the AWS CLI's, for its owner only", async () => {
  const { sso, home, key } = await start(withSession);
  const token = sso.signIn(Date.UTC(2026, 0, 1));
  const file = await writeSsoToken(home.path, token, { ...key, session: 'example' });
  expect(basename(file)).toBe('c3499c2729730a7f807efb8676a92dcb6f8a3f8f.json');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
    startUrl: START_URL,
    region: 'eu-west-1',
    accessToken: token.accessToken,
    expiresAt: '2026-01-01T00:00:00Z',
    clientId: token.clientId,
    clientSecret: token.clientSecret,
    registrationExpiresAt: expect.stringMatching(/Z$/),
    refreshToken: token.refreshToken,
  });
  expect(cachedSsoToken(token, key)).not.toHaveProperty('refreshToken');
});

test('the SDK renews an old access token, and rewrites the file', async () => {
  const { sso, identities, write, requests } = await start(withSession);
  const file = await write(Date.now() + 60_000);
  const before = JSON.parse(await readFile(file, 'utf8'));
  expect(await identities(await fromSSO()())).toEqual(IDENTITIES);
  expect(requests()).toEqual([
    ['POST', 200],
    ['GET', 200],
  ]);
  const after = JSON.parse(await readFile(file, 'utf8'));
  expect(Object.keys(before).filter((key) => before[key] !== after[key])).toEqual([
    'accessToken',
    'expiresAt',
    'refreshToken',
  ]);
  expect(sso.secrets).toEqual(expect.arrayContaining([after.accessToken, after.refreshToken]));
});

test('an expired SSO session is an error of the SDK', async () => {
  const { sso, write } = await start(withSession);
  await write(Date.now() - 60_000);
  sso.revokeAll();
  await expect(fromSSO()()).rejects.toThrow(/^Token is expired\. To refresh this SSO session/);
});

test('a revoked session is an error, though its access token looks valid', async () => {
  const { sso, write } = await start(withSession);
  await write();
  sso.revokeAll();
  await expect(fromSSO()()).rejects.toThrow('Session token not found or invalid');
});
