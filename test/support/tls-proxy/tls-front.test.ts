import { Agent, request } from 'node:https';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { expect, test } from 'vitest';
import { MEMBER_ARN, member } from '../example-data.ts';
import { startStsStandIn } from '../sts-stand-in/server.ts';
import { untilTestEnds } from '../until-test-ends.ts';
import { type Leaf, makeAuthority } from './authority.ts';
import { startTlsFront } from './tls-front.ts';

const authority = makeAuthority();
const other = makeAuthority('Another Test CA');

async function start(leaf: Leaf) {
  const sts = untilTestEnds(await startStsStandIn({ users: [member], roles: [] }));
  const front = untilTestEnds(await startTlsFront(leaf, sts.url));
  const client = new STSClient({
    endpoint: front.url,
    region: 'eu-west-1',
    credentials: member,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ httpsAgent: new Agent({ ca: authority.pem }) }),
  });
  return { sts, front, whoAmI: () => client.send(new GetCallerIdentityCommand()) };
}

test('a client that trusts the authority reaches the stand-in, which checks its signature', async () => {
  const { sts, front, whoAmI } = await start(authority.leaf('localhost'));
  expect((await whoAmI()).Arn).toBe(MEMBER_ARN);
  expect(sts.calls).toMatchObject([{ host: new URL(front.url).host, region: 'eu-west-1' }]);
});

test.each([
  ['for another host', authority.leaf('example.com'), 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['that has ended', authority.expiredLeaf('localhost'), 'CERT_HAS_EXPIRED'],
  ['of another authority', other.leaf('localhost'), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
])('the client refuses a certificate %s', async (_what, leaf, code) => {
  const { sts, whoAmI } = await start(leaf);
  await expect(whoAmI()).rejects.toMatchObject({ code });
  expect(sts.calls).toEqual([]);
});

test('closing the front ends open requests', async () => {
  const { sts, front } = await start(authority.leaf('localhost'));
  const hold = sts.holdNext();
  const ended = new Promise((resolve) => {
    request(front.url, { ca: authority.pem, method: 'POST' }).on('error', resolve).end();
  });
  await hold.arrived;
  await front.close();
  expect(await ended).toMatchObject({ code: 'ECONNRESET' });
});
