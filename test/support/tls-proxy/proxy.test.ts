import { request } from 'node:http';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { expect, test } from 'vitest';
import { MEMBER_ARN, member } from '../example-data.ts';
import { startStsStandIn } from '../sts-stand-in/server.ts';
import { untilTestEnds } from '../until-test-ends.ts';
import { makeAuthority } from './authority.ts';
import { startTlsProxy, type TlsProxyOptions } from './server.ts';

// The SDK's own client, with no endpoint but the real one: the name never leaves this machine.

const authority = makeAuthority();
const HOST = 'sts.eu-west-1.amazonaws.com';

/** Trusts the authority behind the proxy: `ca` as an option of the agent would be for a proxy with TLS only. */
class TrustingAgent extends HttpsProxyAgent<string> {
  override connect(...[incoming, options]: Parameters<HttpsProxyAgent<string>['connect']>) {
    return super.connect(incoming, Object.assign(options, { ca: authority.pem }));
  }
}

async function start(options: Partial<TlsProxyOptions> = {}) {
  const sts = untilTestEnds(await startStsStandIn({ users: [member], roles: [] }));
  const proxy = untilTestEnds(await startTlsProxy({ authority, upstream: sts.url, ...options }));
  const whoAmI = (proxyUrl = proxy.url) =>
    new STSClient({
      region: 'eu-west-1',
      credentials: member,
      maxAttempts: 1,
      requestHandler: new NodeHttpHandler({
        httpsAgent: new TrustingAgent(proxyUrl),
        connectionTimeout: 2_000,
      }),
    }).send(new GetCallerIdentityCommand());
  return { sts, proxy, whoAmI };
}

/** The agent shows the SDK the proxy's refusal as if the service had answered so. */
const fromProxy = (httpStatusCode: number) => ({ name: 'Unknown', $metadata: { httpStatusCode } });
const CONNECT = { method: 'CONNECT', target: `${HOST}:443`, isAdmitted: true };

test('a request through the tunnel arrives as it was signed', async () => {
  const { sts, proxy, whoAmI } = await start();
  expect((await whoAmI()).Arn).toBe(MEMBER_ARN);
  expect(proxy.requests).toEqual([CONNECT]);
  expect(sts.calls).toMatchObject([{ host: HOST, region: 'eu-west-1', status: 200 }]);
});

test('the proxy chooses the stand-in by the host', async () => {
  const hosts: string[] = [];
  const sts = untilTestEnds(await startStsStandIn({ users: [member], roles: [] }));
  const upstream = (host: string) => {
    hosts.push(host);
    return sts.url;
  };
  const { whoAmI } = await start({ upstream });
  await whoAmI();
  expect(hosts).toEqual([HOST]);
  expect(sts.calls).toHaveLength(1);
});

test('the proxy checks user name and password', async () => {
  const credentials = 'member:EXAMPLE:p@ssword';
  const { sts, proxy, whoAmI } = await start({ credentials });
  expect((await whoAmI()).Arn).toBe(MEMBER_ARN);
  const bareUrl = proxy.url.replace('member:EXAMPLE%3Ap%40ssword@', '');
  await expect(whoAmI(bareUrl)).rejects.toMatchObject(fromProxy(407));
  const wrongUrl = proxy.url.replace('EXAMPLE', 'WRONG');
  await expect(whoAmI(wrongUrl)).rejects.toMatchObject(fromProxy(407));
  expect(proxy.requests).toEqual([
    CONNECT,
    { ...CONNECT, isAdmitted: false },
    { ...CONNECT, isAdmitted: false },
  ]);
  expect(sts.calls).toHaveLength(1);
  expect(proxy.secrets).toEqual(['EXAMPLE:p@ssword', 'bWVtYmVyOkVYQU1QTEU6cEBzc3dvcmQ=']);
});

const other = makeAuthority('Another Test CA');

test.each<[string, TlsProxyOptions['leaf'] & object, string]>([
  ['for another host', () => authority.leaf('example.com'), 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['that has ended', authority.expiredLeaf, 'CERT_HAS_EXPIRED'],
  ['of another authority', other.leaf, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
])('the proxy presents a certificate %s', async (_what, leaf, code) => {
  const { sts, proxy, whoAmI } = await start({ leaf });
  await expect(whoAmI()).rejects.toMatchObject({ code });
  expect(proxy.requests).toEqual([CONNECT]);
  expect(sts.calls).toEqual([]);
});

test('the proxy can refuse', async () => {
  const { proxy, whoAmI } = await start({ connect: 'refuse' });
  await expect(whoAmI()).rejects.toMatchObject(fromProxy(502));
  expect(proxy.requests).toEqual([CONNECT]);
});

test('the proxy can leave requests without an answer', async () => {
  const { proxy, whoAmI } = await start({ connect: 'hang' });
  await expect(whoAmI()).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(proxy.requests).toEqual([CONNECT]);
});

/** The status that a plain request to a proxy is answered with. */
function plainRequest(proxyUrl: string, path: string, headers: Record<string, string> = {}) {
  const { hostname, port } = new URL(proxyUrl);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, headers }, ({ statusCode }) =>
      resolve(statusCode),
    );
    sent.on('error', reject).end();
  });
}

test('the proxy passes a plain request on, without the headers for the proxy alone', async () => {
  const { sts, proxy } = await start({ credentials: 'a:b' });
  const headers = { host: 'sts.example', 'proxy-authorization': 'Basic YTpi' };
  expect(await plainRequest(proxy.url, 'http://sts.example/x?y=z', headers)).toBe(403);
  expect(await plainRequest(proxy.url, 'http://sts.example/')).toBe(407);
  expect(await plainRequest(proxy.url, '/x', headers)).toBe(400);
  expect(proxy.requests).toEqual([
    { method: 'GET', target: 'http://sts.example/x?y=z', isAdmitted: true },
    { method: 'GET', target: 'http://sts.example/', isAdmitted: false },
    { method: 'GET', target: '/x', isAdmitted: true },
  ]);
  expect(sts.calls).toMatchObject([
    { host: 'sts.example', errorCode: 'MissingAuthenticationToken' },
  ]);
});
