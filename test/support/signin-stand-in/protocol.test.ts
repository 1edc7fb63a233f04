import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto';
import { expect, test } from 'vitest';
import { startIssuer } from '../http-stand-in/issuer.ts';
import { untilTestEnds } from '../until-test-ends.ts';
import { type SigninStandIn, startSigninStandIn } from './server.ts';

const START = Date.UTC(2026, 0, 1);

/** A proof by hand: what the SDK makes, and what a client could get wrong in it. */
interface Proof {
  readonly key: KeyObject;
  readonly header: Record<string, unknown>;
  readonly claims: Record<string, unknown>;
  readonly encoding: 'ieee-p1363' | 'der';
  /** Claims to show instead of those that were signed. */
  readonly shown?: Record<string, unknown>;
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function write({ key, header, claims, encoding, shown }: Proof): string {
  const message = Buffer.from(`${encode(header)}.${encode(claims)}`);
  const signature = sign('sha256', message, { key, dsaEncoding: encoding });
  return `${encode(header)}.${encode(shown ?? claims)}.${signature.toString('base64url')}`;
}

function keyPair(namedCurve: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  return { key: privateKey, jwk: publicKey.export({ format: 'jwk' }) };
}

async function start() {
  const clock = { now: START };
  const { issue } = await startIssuer();
  const now = () => clock.now;
  const signin = untilTestEnds(await startSigninStandIn({ issue: () => issue(), now }));
  return { clock, signin };
}

function rightProof(signin: SigninStandIn): Proof {
  const { key, jwk } = keyPair('P-256');
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk };
  const claims = { htm: 'POST', htu: `${signin.url}/v1/token`, iat: START / 1000 };
  return { key, header, claims: { ...claims, jti: randomUUID() }, encoding: 'ieee-p1363' };
}

async function post(signin: SigninStandIn, proof: string, fields: object = {}, path = '/v1/token') {
  const body = JSON.stringify({
    clientId: 'arn:aws:signin:::devtools/same-device',
    grantType: 'refresh_token',
    refreshToken: 'wrong',
    ...fields,
  });
  const headers = { 'content-type': 'application/json', ...(proof && { DPoP: proof }) };
  const answer = await fetch(signin.url + path, { method: 'POST', headers, body });
  return {
    status: answer.status,
    type: answer.headers.get('x-amzn-errortype'),
    body: await answer.json(),
  };
}

const refusedWith = (message: string) => ({
  status: 400,
  type: 'ValidationException',
  body: { error: 'INVALID_REQUEST', message },
});
const NO_PROOF = refusedWith('The DPoP proof is missing or invalid');
const NO_GRANT = refusedWith(
  'The provided authorization grant is invalid, expired, revoked, or malformed',
);

test('a valid proof with an unknown refresh token is refused', async () => {
  const { signin } = await start();
  expect(await post(signin, write(rightProof(signin)))).toEqual(NO_GRANT);
});

test('a proof is valid once, within five minutes', async () => {
  const { clock, signin } = await start();
  const [proof, later] = [write(rightProof(signin)), write(rightProof(signin))];
  expect(await post(signin, proof)).toEqual(NO_GRANT);
  expect(await post(signin, proof)).toEqual(NO_PROOF);
  clock.now += 301_000;
  expect(await post(signin, later)).toEqual(NO_PROOF);
});

test.each<[string, (proof: Proof) => Proof]>([
  ['another method', (proof) => ({ ...proof, claims: { ...proof.claims, htm: 'GET' } })],
  [
    'another host',
    (proof) => ({ ...proof, claims: { ...proof.claims, htu: 'https://example.com/v1/token' } }),
  ],
  [
    'another path',
    (proof) => ({ ...proof, claims: { ...proof.claims, htu: `${proof.claims.htu}/x` } }),
  ],
  ['no identifier', ({ claims: { jti: _, ...claims }, ...proof }) => ({ ...proof, claims })],
  ['no time', ({ claims: { iat: _, ...claims }, ...proof }) => ({ ...proof, claims })],
  ['another algorithm', (proof) => ({ ...proof, header: { ...proof.header, alg: 'ES384' } })],
  ['another type', (proof) => ({ ...proof, header: { ...proof.header, typ: 'JWT' } })],
  ['no key', ({ header: { jwk: _, ...header }, ...proof }) => ({ ...proof, header })],
  [
    "another one's key",
    (proof) => ({ ...proof, header: { ...proof.header, jwk: keyPair('P-256').jwk } }),
  ],
  [
    'a key of another curve',
    (proof) => {
      const { key, jwk } = keyPair('P-384');
      return { ...proof, key, header: { ...proof.header, jwk } };
    },
  ],
  [
    'the private key in it',
    (proof) => ({
      ...proof,
      header: { ...proof.header, jwk: proof.key.export({ format: 'jwk' }) },
    }),
  ],
  ['a signature in DER', (proof) => ({ ...proof, encoding: 'der' })],
  [
    'other claims than were signed',
    (proof) => ({ ...proof, shown: { ...proof.claims, jti: 'x' } }),
  ],
])('a proof with %s is refused', async (_what, change) => {
  const { signin } = await start();
  expect(await post(signin, write(change(rightProof(signin))))).toEqual(NO_PROOF);
});

test.each([[''], ['a.b.c'], ['text']])('the proof "%s" is refused', async (proof) => {
  const { signin } = await start();
  expect(await post(signin, proof)).toEqual(NO_PROOF);
});

test.each([
  [{ clientId: 'other' }],
  [{ grantType: 'authorization_code' }],
  [{ refreshToken: undefined }],
])('the fields %o are refused', async (fields) => {
  const { signin } = await start();
  expect(await post(signin, write(rightProof(signin)), fields)).toEqual(
    refusedWith('The request is missing a required parameter'),
  );
});

test('another path is refused', async () => {
  const { signin } = await start();
  expect(await post(signin, '', {}, '/v1/other')).toMatchObject({ status: 404 });
});

test('a session ends after twelve hours', async () => {
  const { clock, signin } = await start();
  const { dpopKey, refreshToken } = signin.signIn();
  clock.now += 12 * 3_600_000;
  const key = createPrivateKey(dpopKey);
  const right = rightProof(signin);
  const header = { ...right.header, jwk: createPublicKey(key).export({ format: 'jwk' }) };
  const claims = { ...right.claims, iat: clock.now / 1000 };
  const proof = write({ ...right, key, header, claims });
  expect(await post(signin, proof, { refreshToken })).toEqual({
    status: 401,
    type: 'AccessDeniedException',
    body: { error: 'TOKEN_EXPIRED', message: 'The refresh token has expired.' },
  });
});
