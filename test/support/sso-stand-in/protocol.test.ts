import { GetRoleCredentialsCommand, SSOClient } from '@aws-sdk/nested-clients/sso';
import {
  CreateTokenCommand,
  type CreateTokenCommandInput,
  SSOOIDCClient,
} from '@aws-sdk/nested-clients/sso-oidc';
import { expect, test } from 'vitest';
import { startSsoFixture } from './fixture.ts';
import { SSO_REQUESTS } from './server.ts';

// The SDK's own clients, without the provider that hides what they say.

const HOUR = 3_600_000;

async function start() {
  const fixture = await startSsoFixture();
  const token = fixture.sso.signIn();
  const config = { endpoint: fixture.sso.url, region: 'eu-west-1', maxAttempts: 1 };
  const credentials = (accessToken: string, roleName = 'issued', accountId = '111111111111') =>
    new SSOClient(config).send(new GetRoleCredentialsCommand({ accessToken, roleName, accountId }));
  const refresh = (input: Partial<CreateTokenCommandInput>) => {
    const { clientId, clientSecret } = token;
    const request = { clientId, clientSecret, grantType: 'refresh_token', ...input };
    return new SSOOIDCClient(config).send(new CreateTokenCommand(request));
  };
  return { ...fixture, token, credentials, refresh };
}

test('the portal gives a new key for each request', async () => {
  const { credentials, token, sso } = await start();
  const keys = [await credentials(token.accessToken), await credentials(token.accessToken)];
  expect(keys.map(({ roleCredentials }) => roleCredentials)).toEqual([
    {
      accessKeyId: 'ASIAEXAMPLE000000001',
      secretAccessKey: expect.any(String),
      sessionToken: expect.any(String),
      expiration: expect.any(Number),
    },
    expect.objectContaining({ accessKeyId: 'ASIAEXAMPLE000000002' }),
  ]);
  const inMilliseconds = (keys[0]?.roleCredentials?.expiration ?? 0) / Date.now();
  expect(inMilliseconds).toBeCloseTo(1);
  expect(sso.calls[0]).toMatchObject({
    method: 'GET',
    target: '/federation/credentials?account_id=111111111111&role_name=issued',
    headers: { 'x-amz-sso_bearer_token': token.accessToken },
    status: 200,
  });
});

test.each([
  ['viewer', '222222222222', 403, 'ForbiddenException', 'No access'],
  ['issued', '333333333333', 404, 'ResourceNotFoundException', 'Account not found'],
  ['issued', '1', 400, 'InvalidRequestException', 'Request is missing a required parameter'],
])(
  'the portal refuses role %s in account %s',
  async (role, account, httpStatusCode, name, message) => {
    const { credentials, token } = await start();
    const refused = { $metadata: { httpStatusCode }, name, message };
    await expect(credentials(token.accessToken, role, account)).rejects.toMatchObject(refused);
  },
);

const UNAUTHORIZED = {
  $metadata: { httpStatusCode: 401 },
  name: 'UnauthorizedException',
  message: 'Session token not found or invalid',
};

test('the portal refuses an access token that is wrong, expired or revoked', async () => {
  const { clock, credentials, token, sso } = await start();
  await expect(credentials('wrong')).rejects.toMatchObject(UNAUTHORIZED);
  clock.ahead = HOUR + 1000;
  await expect(credentials(token.accessToken)).rejects.toMatchObject(UNAUTHORIZED);
  clock.ahead = 0;
  expect(await credentials(token.accessToken)).toHaveProperty('roleCredentials');
  sso.revokeAll();
  await expect(credentials(token.accessToken)).rejects.toMatchObject(UNAUTHORIZED);
});

test('a refresh token gives new tokens once, until the session ends', async () => {
  const { clock, credentials, refresh, token, sso } = await start();
  clock.ahead = 7.5 * HOUR;
  const fresh = await refresh({ refreshToken: token.refreshToken });
  expect(fresh).toMatchObject({ tokenType: 'Bearer', refreshToken: expect.any(String) });
  expect(fresh.expiresIn).toBeGreaterThan(1790);
  expect(fresh.expiresIn).toBeLessThanOrEqual(1800);
  expect(await credentials(fresh.accessToken ?? '')).toHaveProperty('roleCredentials');
  const used = refresh({ refreshToken: token.refreshToken });
  await expect(used).rejects.toMatchObject({ name: 'InvalidGrantException' });
  clock.ahead = 8 * HOUR + 1000;
  const over = refresh({ refreshToken: fresh.refreshToken });
  await expect(over).rejects.toMatchObject({ name: 'InvalidGrantException' });
  expect(sso.secrets).toEqual(
    expect.arrayContaining([
      token.clientSecret,
      token.accessToken,
      token.refreshToken,
      fresh.accessToken,
      fresh.refreshToken,
    ]),
  );
});

test.each<[Partial<CreateTokenCommandInput>, number, string, string, string]>([
  [
    { refreshToken: 'wrong' },
    400,
    'InvalidGrantException',
    'invalid_grant',
    'Invalid refresh token provided',
  ],
  [{}, 400, 'InvalidGrantException', 'invalid_grant', 'Invalid refresh token provided'],
  [
    { clientSecret: 'wrong' },
    401,
    'InvalidClientException',
    'invalid_client',
    'Invalid client provided',
  ],
  [
    { grantType: 'authorization_code' },
    400,
    'UnsupportedGrantTypeException',
    'unsupported_grant_type',
    'Unsupported grant type provided',
  ],
])(
  'CreateToken with %o is refused',
  async (input, httpStatusCode, name, error, error_description) => {
    const { refresh } = await start();
    const refused = { $metadata: { httpStatusCode }, name, error, error_description };
    await expect(refresh(input)).rejects.toMatchObject(refused);
  },
);

test('a renewal without an answer has used its refresh token', async () => {
  const { refresh, sso, token } = await start();
  const { token: only } = SSO_REQUESTS;
  sso.failNext({ kind: 'drop', afterWork: true, only });
  await expect(refresh({ refreshToken: token.refreshToken })).rejects.toThrow();
  const again = refresh({ refreshToken: token.refreshToken });
  await expect(again).rejects.toMatchObject({ name: 'InvalidGrantException' });
});

test.each([
  ['POST', '/federation/credentials', 405],
  ['GET', '/token', 400],
  ['GET', '/assignment/accounts', 404],
])('the portal answers %s %s with %i', async (method, target, status) => {
  const { sso } = await start();
  expect((await fetch(sso.url + target, { method })).status).toBe(status);
});
