import { fromCognitoIdentityPool } from '@aws-sdk/credential-provider-cognito-identity';
import { expect, test } from 'vitest';
import { IDENTITIES } from '../http-stand-in/issuer.ts';
import { ADA, POOL, PROVIDER, startCognitoFixture } from './fixture.ts';

// The SDK's own provider.

test.each([
  ['a guest', {}],
  ['a user', { logins: { [PROVIDER]: ADA } }],
])('the SDK gets credentials for %s, valid for STS and for the next role', async (_, logins) => {
  const { cognito, identities } = await startCognitoFixture();
  const clientConfig = { endpoint: cognito.url, region: 'eu-west-1', maxAttempts: 1 };
  const provide = fromCognitoIdentityPool({ identityPoolId: POOL, clientConfig, ...logins });
  const credentials = await provide();
  expect(credentials).toMatchObject({ expiration: expect.any(Date) });
  expect(await identities(credentials)).toEqual(IDENTITIES);
  expect(cognito.operations()).toEqual(['GetId', 'GetCredentialsForIdentity']);
});
