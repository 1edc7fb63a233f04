/** The HTTP side of the endpoint: what it gives, what it refuses, and what a client may cost it. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { ROLE, type Running, request, start } from './running-server.ts';
import { sendRaw } from './send-raw.ts';

const json = (status: number, body: object, more = {}) => ({
  status,
  headers: {
    'Content-Type': 'application/json',
    'Content-Length': String(JSON.stringify(body).length),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    Connection: 'close',
    ...more,
  },
  body: JSON.stringify(body),
});

const GIVEN = json(200, {
  AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  SecretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  Token: 'AQoEXAMPLEH4aoAH0gNCAPy+/2Lg==',
  Expiration: '2030-01-02T03:04:05Z',
  AccountId: '111111111111',
});

test('an SDK gets the credentials', async () => {
  const server = await start();
  expect(server.url).toBe(`http://127.0.0.1:${server.port}/credentials`);
  expect(server.token).toMatch(/^[\w-]{43}$/);
  const headers = { Accept: 'application/json', 'User-Agent': 'aws-sdk-js/3' };
  expect(await sendRaw(server.port, request(server, undefined, headers))).toEqual(GIVEN);
  expect(server.log).toEqual(['endpoint: 200']);
});

test('a role of no known account has no AccountId', async () => {
  const server = await start({ ...ROLE, accountId: undefined });
  const { body } = await sendRaw(server.port, request(server));
  expect(Object.keys(JSON.parse(body))).toEqual([
    'AccessKeyId',
    'SecretAccessKey',
    'Token',
    'Expiration',
  ]);
});

test('without credentials the reason is the answer', async () => {
  const server = await start({ message: "profile 'project-dev' needs a code" });
  expect(await sendRaw(server.port, request(server))).toEqual(
    json(503, { Code: 'NoCredentials', Message: "profile 'project-dev' needs a code" }),
  );
});

test('each server has a port and a token of its own', async () => {
  const [one, other] = [await start(), await start()];
  expect([one.port === other.port, one.token === other.token]).toEqual([false, false]);
  const { status } = await sendRaw(
    one.port,
    request(one, undefined, { Authorization: other.token }),
  );
  expect(status).toBe(403);
});

const GET = 'GET /credentials HTTP/1.1';
const refused = (status: number, message: string) =>
  json(status, { Code: 'Refused', Message: message });
const TOKEN = refused(403, 'Authorization must be AWS_CONTAINER_AUTHORIZATION_TOKEN');
const BROWSER = refused(403, 'requests of browsers and proxies are refused');
const PATH = refused(404, 'only /credentials is answered');
const METHOD = { ...refused(405, 'only GET is answered') };
const ONLY_GET = { ...METHOD, headers: { ...METHOD.headers, Allow: 'GET' } };
const BODY = refused(400, 'a request must have no body');
/** Of node itself. */
const BAD = { status: 400, headers: { Connection: 'close' }, body: '' };

type Headers = (server: Running) => Readonly<Record<string, string | undefined>>;

test.each<[name: string, answer: object | 'host', line: string, headers?: Headers]>([
  ['no token', TOKEN, GET, () => ({ Authorization: undefined })],
  ['an empty token', TOKEN, GET, () => ({ Authorization: '' })],
  ['another token', TOKEN, GET, () => ({ Authorization: 'A'.repeat(43) })],
  ['a token that is too short', TOKEN, GET, ({ token }) => ({ Authorization: token.slice(1) })],
  ['a token that is longer', TOKEN, GET, ({ token }) => ({ Authorization: `${token}A` })],
  ['a token in other case', TOKEN, GET, ({ token }) => ({ Authorization: swapCase(token) })],
  ['a token with a scheme', TOKEN, GET, ({ token }) => ({ Authorization: `Bearer ${token}` })],
  ['two tokens', TOKEN, GET, ({ token }) => ({ authorization: token })],
  ['localhost', 'host', GET, ({ port }) => ({ Host: `localhost:${port}` })],
  ['another port', 'host', GET, ({ port }) => ({ Host: `127.0.0.1:${port + 1}` })],
  ['no port', 'host', GET, () => ({ Host: '127.0.0.1' })],
  ['a rebound name', 'host', GET, () => ({ Host: 'evil.com' })],
  ['a rebound name with our port', 'host', GET, ({ port }) => ({ Host: `evil.com:${port}` })],
  [
    'a name that begins like ours',
    'host',
    GET,
    ({ port }) => ({ Host: `127.0.0.1:${port}.evil.com` }),
  ],
  ['another loopback address', 'host', GET, ({ port }) => ({ Host: `127.0.0.2:${port}` })],
  ['the address as a number', 'host', GET, ({ port }) => ({ Host: `2130706433:${port}` })],
  ['two hosts', 'host', GET, () => ({ host: 'evil.com' })],
  ['HTTP/1.0 without Host', 'host', 'GET /credentials HTTP/1.0', () => ({ Host: undefined })],
  ['HTTP/1.1 without Host', 'host', GET, () => ({ Host: undefined })],
  ['Origin', BROWSER, GET, () => ({ Origin: 'https://evil.com' })],
  ['Origin null', BROWSER, GET, () => ({ Origin: 'null' })],
  ['Referer', BROWSER, GET, () => ({ Referer: 'https://evil.com/' })],
  ['Sec-Fetch-Mode', BROWSER, GET, () => ({ 'Sec-Fetch-Mode': 'no-cors' })],
  ['Sec-Fetch-Site: none', BROWSER, GET, () => ({ 'sec-fetch-site': 'none' })],
  ['X-Forwarded-For', BROWSER, GET, () => ({ 'X-Forwarded-For': '10.0.0.1' })],
  ['X-Forwarded-Host', BROWSER, GET, () => ({ 'X-Forwarded-Host': 'evil.com' })],
  ['Via', BROWSER, GET, () => ({ Via: '1.1 proxy' })],
  ['POST', ONLY_GET, 'POST /credentials HTTP/1.1', () => ({ 'Content-Length': '0' })],
  ['PUT', ONLY_GET, 'PUT /credentials HTTP/1.1', () => ({ 'Content-Length': '0' })],
  ['OPTIONS', ONLY_GET, 'OPTIONS /credentials HTTP/1.1'],
  ['a preflight', BROWSER, 'OPTIONS /credentials HTTP/1.1', () => ({ Origin: 'https://evil.com' })],
  ['HEAD', { ...ONLY_GET, body: '' }, 'HEAD /credentials HTTP/1.1'],
  ['a body', BODY, GET, () => ({ 'Content-Length': '5' })],
  ['a body in chunks', BODY, GET, () => ({ 'Transfer-Encoding': 'chunked' })],
  ['the root', PATH, 'GET / HTTP/1.1'],
  ['a query', PATH, 'GET /credentials?role=other HTTP/1.1'],
  ['a longer path', PATH, 'GET /credentials/ HTTP/1.1'],
  ['another role', PATH, 'GET /role-arn/arn:aws:iam::111111111111:role/other HTTP/1.1'],
  ['two slashes', PATH, 'GET //credentials HTTP/1.1'],
  ['dots', PATH, 'GET /x/../credentials HTTP/1.1'],
  ['an encoded path', PATH, 'GET /%63redentials HTTP/1.1'],
  ['the absolute form', PATH, 'GET http://127.0.0.1/credentials HTTP/1.1'],
  ['the absolute form of another host', PATH, 'GET http://evil.com/credentials HTTP/1.1'],
  ['CONNECT', { status: undefined, headers: {}, body: '' }, 'CONNECT 127.0.0.1:22 HTTP/1.1'],
  ['no HTTP', BAD, '\x16\x03\x01'],
])('%s is refused', async (_name, answer, line, headers = () => ({})) => {
  const server = await start();
  const expected =
    answer === 'host' ? refused(403, `Host must be 127.0.0.1:${server.port}`) : answer;
  expect(await sendRaw(server.port, request(server, line, headers(server)))).toEqual(expected);
  // The number of the port may have these digits.
  expect(server.log.join().replaceAll(String(server.port), 'PORT')).not.toMatch(/200|evil|other/);
});

const swapCase = (text: string) =>
  text.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );

test('too many header bytes are refused', async () => {
  const server = await start();
  const long = request(server, GET, { 'X-Long': 'x'.repeat(9_000) });
  expect((await sendRaw(server.port, long)).status).toBe(431);
});

test('a second request on a connection gets nothing', async () => {
  const server = await start();
  const { status, body } = await sendRaw(server.port, request(server).repeat(2));
  expect([status, body]).toEqual([200, GIVEN.body]);
});

test('other addresses of this machine do not reach it', async () => {
  const server = await start();
  const addresses = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ address, scopeid }) => address !== '127.0.0.1' && !scopeid)
    .map(({ address }) => address);
  for (const address of ['127.0.0.2', ...addresses]) {
    const [error] = await once(connect(server.port, address), 'error').catch((reason) => [reason]);
    expect([address, error.code]).toEqual([address, expect.stringMatching(/^E/)]);
  }
});

test('it ends with its connections', async () => {
  const server = await start();
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  server.close();
  await once(socket.resume(), 'close');
  const [error] = await once(connect(server.port, '127.0.0.1'), 'error').catch((reason) => [
    reason,
  ]);
  expect(error.code).toBe('ECONNREFUSED');
});
