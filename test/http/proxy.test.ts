/** What a proxy is asked, and what becomes of a request when it gives no way. */

import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/config/errors.ts';
import { ProxyError } from '../../src/http/proxy-env.ts';
import { certificateFor } from './certificates.ts';
import { failure, handlerWith, post } from './send.ts';
import { type ProxyBehaviour, SILENT, startProxy, startTarget } from './servers.ts';

const PASSWORD = 'Tr0ub4dor';
const BASIC = Buffer.from(`me:${PASSWORD}`).toString('base64');

/** The environment of a user with a password for the proxy. */
function through({ port }: { port: number }, scheme = 'http') {
  const url = `${scheme}://me:${PASSWORD}@localhost:${port}`;
  return { HTTPS_PROXY: url, HTTP_PROXY: url };
}

test('the proxy finds the host of an https request, and the user name', async () => {
  const { port } = await startTarget(certificateFor('sts.test'));
  const proxy = await startProxy();
  const answer = await post(handlerWith(through(proxy)), `https://sts.test:${port}/path`);
  expect(answer).toBe(`POST /path sts.test:${port} hello`);
  const path = `sts.test:${port}`;
  expect(proxy.asked).toEqual([{ path, host: path, authorization: `Basic ${BASIC}` }]);
});

test('a proxy without a user name gets none', async () => {
  const { port } = await startTarget(certificateFor('sts.test'));
  const proxy = await startProxy();
  const env = { HTTPS_PROXY: `localhost:${proxy.port}` };
  await post(handlerWith(env), `https://sts.test:${port}/`);
  expect(proxy.asked[0]?.authorization).toBeUndefined();
});

test('a plain request is sent to the proxy whole, as it was signed', async () => {
  const forwarding = await startTarget();
  const answer = await post(handlerWith(through(forwarding)), 'http://127.0.0.1:4566/path');
  expect(answer).toBe('POST http://127.0.0.1:4566/path 127.0.0.1:4566 hello');
  expect(forwarding.authorization()).toBe(`Basic ${BASIC}`);
});

test('a proxy that wants a password for a plain request is not taken for a service that refuses', async () => {
  const forwarding = await startTarget(undefined, 0, 407);
  const error = await failure(handlerWith(through(forwarding)), 'http://localhost:4566/');
  expect([error.constructor, error.code]).toEqual([ProxyError, 'PROXY_REFUSED']);
  expect(error.message).toBe(
    `proxy localhost:${forwarding.port} answered 407 Proxy Authentication Required`,
  );
});

test('an IPv6 address has brackets', async () => {
  const { port } = await startTarget(certificateFor('::1'));
  const proxy = await startProxy();
  await post(handlerWith(through(proxy)), `https://[::1]:${port}/`);
  expect(proxy.asked[0]).toMatchObject({ path: `[::1]:${port}`, host: `[::1]:${port}` });
});

test.each(['https', 'http'] as const)('%s to an exempt host uses no proxy', async (protocol) => {
  const { port } = await startTarget(
    protocol === 'https' ? certificateFor('localhost') : undefined,
  );
  const proxy = await startProxy();
  const handler = handlerWith({ ...through(proxy), NO_PROXY: 'localhost' });
  await post(handler, `${protocol}://localhost:${port}/`);
  expect(proxy.asked).toEqual([]);
});

test('each request chooses its own way', async () => {
  const { port } = await startTarget(certificateFor('sts.test'));
  const proxy = await startProxy();
  const handler = handlerWith({ ...through(proxy), NO_PROXY: 'localhost' });
  await post(handler, `https://sts.test:${port}/`);
  await post(handler, `https://sts.test:${port}/`);
  const direct = await failure(handler, `https://localhost:${port}/`);
  expect(direct.code).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  expect(proxy.asked).toHaveLength(2);
});

test('the time limit of the connection ends when there is a tunnel', async () => {
  const { port } = await startTarget(certificateFor('sts.test'), 400);
  const handler = handlerWith(through(await startProxy()), { limits: { connectionTimeout: 200 } });
  expect(await post(handler, `https://sts.test:${port}/`)).toContain('hello');
});

test('the certificate of a proxy with TLS is checked', async () => {
  const { port } = await startTarget(certificateFor('sts.test'));
  const proxy = await startProxy({ certificate: certificateFor('sts.test') });
  const error = await failure(handlerWith(through(proxy, 'https')), `https://sts.test:${port}/`);
  expect(error).toBeInstanceOf(ProxyError);
  expect(error.code).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  expect(proxy.asked).toEqual([]);
});

describe('a failing proxy is an error of its own, which shows no password', () => {
  const page = 'HTTP/1.1 %\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\n<html';
  test.each<[string, string, string, string]>([
    [
      '407',
      page.replace('%', '407 Proxy Authentication Required'),
      'PROXY_REFUSED',
      ' answered 407 Proxy Authentication Required',
    ],
    ['502', page.replace('%', '502 Bad Gateway'), 'PROXY_REFUSED', ' answered 502 Bad Gateway'],
    ['403', page.replace('%', '403 '), 'PROXY_REFUSED', ' answered 403'],
    ['302', page.replace('%', '302 Found'), 'PROXY_REFUSED', ' answered 302 Found'],
    [
      '101',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
      'PROXY_REFUSED',
      ' answered 101 Switching Protocols',
    ],
    ['nothing and leaves', '', 'ECONNRESET', ': socket hang up'],
    ['half an answer', 'HTTP/1.1 200 OK\r\nA: ', 'ECONNRESET', ': socket hang up'],
  ])('a proxy that answers %s is an error', async (_, answer, code, problem) => {
    const proxy = await startProxy({ answer });
    const error = await failure(handlerWith(through(proxy)), 'https://sts.test/');
    expect([error.constructor, error.code]).toEqual([ProxyError, code]);
    expect(error.message).toBe(`proxy localhost:${proxy.port}${problem}`);
    expectNoPassword(error);
  });

  test('a proxy that answers and keeps the connection open is an error', async () => {
    const proxy = await startProxy({ answer: page.replace('%', '407 No'), stays: true });
    const error = await failure(handlerWith(through(proxy)), 'https://sts.test/');
    expect(error.code).toBe('PROXY_REFUSED');
    await proxy.left;
  });

  test('a proxy that is not there is an error', async () => {
    const error = await failure(
      handlerWith({ HTTPS_PROXY: `http://me:${PASSWORD}@127.0.0.1:1` }),
      'https://sts.test/',
    );
    expect([error.constructor, error.code]).toEqual([ProxyError, 'ECONNREFUSED']);
    expect(error.message).toBe('proxy 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1');
    expectNoPassword(error);
  });

  test('a proxy whose name is unknown is an error', async () => {
    const error = await failure(
      handlerWith({ HTTPS_PROXY: `https://me:${PASSWORD}@proxy.invalid` }),
      'https://sts.test/',
    );
    expect([error.constructor, error.code]).toEqual([ProxyError, expect.stringMatching(/^E/)]);
    expect(error.message).toMatch(/^proxy proxy\.invalid:443: getaddrinfo E/);
    expectNoPassword(error);
  });

  test.each<[string, ProxyBehaviour, 'http' | 'https']>([
    ['TLS, where http is expected', { certificate: certificateFor('localhost') }, 'http'],
    ['http, where TLS is expected', {}, 'https'],
    ['something else', { answer: 'SSH-2.0-OpenSSH_9.6\r\n' }, 'http'],
  ])('a proxy that speaks %s is an error', async (_, behaviour, scheme) => {
    const proxy = await startProxy(behaviour);
    const error = await failure(handlerWith(through(proxy, scheme)), 'https://sts.test/');
    expect(error).toBeInstanceOf(ProxyError);
    expect(error.message).toContain(`proxy localhost:${proxy.port}: `);
    expectNoPassword(error);
  });

  test('a proxy that never answers is an error', async () => {
    const proxy = await startProxy(SILENT);
    const handler = handlerWith(through(proxy), { limits: { connectionTimeout: 100 } });
    const error = await failure(handler, 'https://sts.test/');
    expect([error.constructor, error.code]).toEqual([ProxyError, 'ETIMEDOUT']);
    expect(error.message).toBe(`proxy localhost:${proxy.port} did not answer in time`);
    expectNoPassword(error);
    await proxy.left;
  });

  test('a proxy variable that names no proxy is an error', async () => {
    const handler = handlerWith({ HTTPS_PROXY: `socks5://me:${PASSWORD}@localhost:1080` });
    const error = await failure(handler, 'https://sts.test/');
    expect(error).toBeInstanceOf(ConfigError);
    expectNoPassword(error);
  });

  function expectNoPassword(error: Error): void {
    const shown = inspect(error, { depth: Infinity, showHidden: true }) + JSON.stringify(error);
    expect(shown).not.toContain(PASSWORD);
    expect(shown).not.toContain(BASIC);
  }
});
