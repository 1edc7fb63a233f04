import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
} from '@aws-sdk/nested-clients/cognito-identity';
import { expect, test } from 'vitest';
import {
  ADA,
  CHOSEN_ROLE,
  EXPIRED,
  EXPIRED_AT,
  GUEST_POOL,
  OTHER_PROVIDER,
  POOL,
  PROVIDER,
  startCognitoFixture,
  USER_POOL,
} from './fixture.ts';
import type { Logins } from './identities.ts';

// The SDK's own client, without the provider that hides what it says.

const NOW = EXPIRED_AT + 60;

async function start() {
  const fixture = await startCognitoFixture(() => NOW * 1000);
  const { url: endpoint } = fixture.cognito;
  const client = new CognitoIdentityClient({ endpoint, region: 'eu-west-1', maxAttempts: 1 });
  const getId = async (IdentityPoolId: string, Logins?: Logins) =>
    (await client.send(new GetIdCommand({ IdentityPoolId, Logins }))).IdentityId ?? '';
  const getKeys = (IdentityId: string, Logins?: Logins, CustomRoleArn?: string) =>
    client.send(new GetCredentialsForIdentityCommand({ IdentityId, Logins, CustomRoleArn }));
  return { ...fixture, getId, getKeys };
}

const GOOGLE = { [PROVIDER]: ADA };

test('a user has one identity in a pool, and each guest another one', async () => {
  const { getId } = await start();
  const users = [await getId(POOL, GOOGLE), await getId(POOL, GOOGLE)];
  const guests = [await getId(POOL), await getId(POOL)];
  expect(users[1]).toBe(users[0]);
  expect(new Set([...users, ...guests]).size).toBe(3);
  expect([...users, ...guests].join('\n')).toMatch(
    /^(?:eu-west-1:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\n?){4}$/,
  );
});

test('credentials come in the form of the service', async () => {
  const { getId, getKeys, cognito } = await start();
  const id = await getId(POOL, GOOGLE);
  expect(await getKeys(id, GOOGLE)).toEqual({
    $metadata: expect.objectContaining({ httpStatusCode: 200 }),
    IdentityId: id,
    Credentials: {
      AccessKeyId: 'ASIAEXAMPLE000000001',
      SecretKey: cognito.secrets.at(-2),
      SessionToken: cognito.secrets.at(-1),
      Expiration: expect.any(Date),
    },
  });
  expect(cognito.operations()).toEqual(['GetId', 'GetCredentialsForIdentity']);
  expect(cognito.calls.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
});

const NOT_AUTHORIZED = 'NotAuthorizedException';
const OTHER = { [PROVIDER]: 'another' };

test.each<[string, string, Logins | undefined, string, string]>([
  [
    'an unknown pool',
    POOL.replace(/1/g, '9').replace('west-9', 'west-1'),
    undefined,
    'ResourceNotFoundException',
    `IdentityPool '${POOL.replace(/1/g, '9').replace('west-9', 'west-1')}' not found.`,
  ],
  [
    'a guest where none may come',
    USER_POOL,
    undefined,
    NOT_AUTHORIZED,
    'Unauthenticated access is not supported for this identity pool.',
  ],
  [
    'a user of a pool for guests',
    GUEST_POOL,
    GOOGLE,
    NOT_AUTHORIZED,
    "Logins don't match. Please include at least one valid login for this identity or identity pool.",
  ],
  [
    'a provider that the pool does not have',
    USER_POOL,
    { [OTHER_PROVIDER]: ADA },
    NOT_AUTHORIZED,
    'Token is not from a supported provider of this identity pool.',
  ],
  [
    'a token of another provider',
    POOL,
    { [OTHER_PROVIDER]: ADA },
    NOT_AUTHORIZED,
    "Invalid login token. Issuer doesn't match providerName",
  ],
  [
    'an unknown token',
    POOL,
    OTHER,
    NOT_AUTHORIZED,
    "Invalid login token. Couldn't verify signed token.",
  ],
  [
    'an expired token',
    POOL,
    { [PROVIDER]: EXPIRED },
    NOT_AUTHORIZED,
    `Invalid login token. Token expired: ${NOW} >= ${EXPIRED_AT}`,
  ],
  [
    'a text that is no id',
    'eu-west-1_EXAMPLE',
    undefined,
    'InvalidParameterException',
    '1 validation error detected: IdentityPoolId failed to satisfy its constraint',
  ],
])('GetId refuses %s', async (_, pool, logins, name, message) => {
  const { getId } = await start();
  await expect(getId(pool, logins)).rejects.toMatchObject({
    $metadata: { httpStatusCode: 400 },
    name,
    message,
  });
});

test('GetCredentialsForIdentity refuses a foreign identity, another login and a role that the token does not allow', async () => {
  const { getId, getKeys } = await start();
  const id = await getId(POOL, GOOGLE);
  const misconfigured = await getId(USER_POOL, GOOGLE);
  const guest = await getId(POOL);
  const other = CHOSEN_ROLE.replace('chosen', 'other');
  const forbidden = {
    name: NOT_AUTHORIZED,
    message: `Access to Role '${other}' is forbidden.`,
  };
  await expect(getKeys('eu-west-1:0')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: "Identity 'eu-west-1:0' not found.",
  });
  await expect(getKeys(id)).rejects.toMatchObject({ name: NOT_AUTHORIZED });
  await expect(getKeys(guest, GOOGLE)).rejects.toMatchObject({ name: NOT_AUTHORIZED });
  await expect(getKeys(id, GOOGLE, other)).rejects.toMatchObject(forbidden);
  await expect(getKeys(guest, undefined, other)).rejects.toMatchObject(forbidden);
  await expect(getKeys(misconfigured, GOOGLE)).rejects.toMatchObject({
    name: 'InvalidIdentityPoolConfigurationException',
  });
  expect(await getKeys(id, GOOGLE, CHOSEN_ROLE)).toHaveProperty('Credentials');
});

const TYPE = { 'content-type': 'application/x-amz-json-1.1' };
const GET_ID = { 'x-amz-target': 'AWSCognitoIdentityService.GetId' };
const VALID = JSON.stringify({ IdentityPoolId: POOL });

test.each<[string, Record<string, string>, string, string]>([
  ['no target', TYPE, VALID, 'UnknownOperationException'],
  [
    'plain JSON',
    { ...GET_ID, 'content-type': 'application/json' },
    VALID,
    'UnknownOperationException',
  ],
  ['no JSON', { ...GET_ID, ...TYPE }, '{', 'SerializationException'],
  [
    'a field that there is not',
    { ...GET_ID, ...TYPE },
    JSON.stringify({ IdentityPoolId: POOL, Token: 'x' }),
    'InvalidParameterException',
  ],
  ['no pool', { ...GET_ID, ...TYPE }, '{}', 'InvalidParameterException'],
  [
    'a signature',
    { ...GET_ID, ...TYPE, authorization: 'AWS4-HMAC-SHA256' },
    VALID,
    'InvalidParameterException',
  ],
])('a request with %s is refused', async (_, headers, body, type) => {
  const { cognito } = await start();
  const answer = await fetch(cognito.url, { method: 'POST', headers, body });
  expect([answer.status, await answer.json()]).toEqual([
    400,
    expect.objectContaining({ __type: type }),
  ]);
});
