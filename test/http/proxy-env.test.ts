import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { proxyFor, type Target } from '../../src/http/proxy-env.ts';
import type { Environment } from '../../src/system.ts';
import { factOf } from '../config/plain.ts';

function target(url: string): Target {
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') throw new Error(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  return { protocol, host, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

/** The proxy for a URL in the form of a URL, `direct` for none. */
function chosen(url: string, env: Environment): string {
  const proxy = proxyFor(target(url), env);
  if (proxy === undefined) return 'direct';
  return `${proxy.secure ? 'https' : 'http'}://${proxy.host} ${proxy.port}`;
}

const STS = 'https://sts.us-east-1.amazonaws.com/';
const LOCAL = 'http://localhost:4566/';

test.each<[string, string, Environment, string]>([
  ['nothing set', STS, {}, 'direct'],
  ['empty', STS, { https_proxy: '', HTTPS_PROXY: '' }, 'direct'],
  ['upper case', STS, { HTTPS_PROXY: 'http://up:1' }, 'http://up 1'],
  ['lower case', STS, { https_proxy: 'http://low:1' }, 'http://low 1'],
  ['both', STS, { https_proxy: 'http://low:1', HTTPS_PROXY: 'http://up:1' }, 'http://low 1'],
  ['empty is unset', STS, { https_proxy: '', HTTPS_PROXY: 'http://up:1' }, 'http://up 1'],
  ["the other protocol's", STS, { HTTP_PROXY: 'http://up:1', http_proxy: 'x://' }, 'direct'],
  ['one for all', STS, { ALL_PROXY: 'http://up:1' }, 'direct'],
  ['no scheme', STS, { HTTPS_PROXY: 'up.corp:3128' }, 'http://up.corp 3128'],
  ['no scheme, no port', STS, { HTTPS_PROXY: 'up.corp' }, 'http://up.corp 80'],
  ['the port of http', STS, { HTTPS_PROXY: 'http://up.corp/' }, 'http://up.corp 80'],
  ['the port of https', STS, { HTTPS_PROXY: 'HTTPS://up.corp' }, 'https://up.corp 443'],
  ['a user name without scheme', STS, { HTTPS_PROXY: 'me:pw@up.corp:1' }, 'http://up.corp 1'],
  ['an IPv6 address', STS, { HTTPS_PROXY: 'http://[fd00::1]:1' }, 'http://fd00::1 1'],
  ['https to this machine', 'https://localhost:1/', { HTTPS_PROXY: 'up:1' }, 'http://up 1'],
  // Plain http goes to this machine only.
  ['http, nothing set', LOCAL, { HTTPS_PROXY: 'http://localhost:1' }, 'direct'],
  ['http, a proxy on another machine', LOCAL, { HTTP_PROXY: 'http://up:1' }, 'direct'],
  ['http, a name like localhost', LOCAL, { HTTP_PROXY: 'http://localhost.corp:1' }, 'direct'],
  ['http, a name like an address', LOCAL, { HTTP_PROXY: 'http://127.0.0.1.corp:1' }, 'direct'],
  ['http, another address', LOCAL, { HTTP_PROXY: 'http://128.0.0.1:1' }, 'direct'],
  ['http, localhost', LOCAL, { HTTP_PROXY: 'http://localhost:1' }, 'http://localhost 1'],
  ['http, 127/8', LOCAL, { http_proxy: 'http://127.9.9.9:1' }, 'http://127.9.9.9 1'],
  ['http, [::1]', LOCAL, { http_proxy: 'https://[::1]:1' }, 'https://::1 1'],
])('the proxy is right: %s', (_, url, env, expected) => {
  expect(chosen(url, env)).toBe(expected);
});

describe('NO_PROXY', () => {
  const NAME = 'https://sts.example.com/';
  const V4 = 'https://10.1.2.3/';
  const V6 = 'https://[fd00::12]/';
  test.each<[string, string, 'direct' | 'proxy']>([
    ['*', NAME, 'direct'],
    ['*', V6, 'direct'],
    ['sts.example.com', NAME, 'direct'],
    ['STS.Example.COM', NAME, 'direct'],
    ['sts.example.com', 'https://STS.EXAMPLE.com./', 'direct'],
    ['sts.example.com.', NAME, 'direct'],
    ['example.com', NAME, 'direct'],
    ['.example.com', NAME, 'direct'],
    ['*.example.com', NAME, 'direct'],
    ['.sts.example.com', NAME, 'direct'],
    ['*.sts.example.com', NAME, 'direct'],
    ['com', NAME, 'direct'],
    ['ample.com', NAME, 'proxy'],
    ['*ample.com', NAME, 'proxy'],
    ['example', NAME, 'proxy'],
    ['a.sts.example.com', NAME, 'proxy'],
    ['.', NAME, 'proxy'],
    ['*.', NAME, 'proxy'],
    ['', NAME, 'proxy'],
    [' , ,', NAME, 'proxy'],
    ['a,example.com', NAME, 'direct'],
    ['a , example.com , b', NAME, 'direct'],
    ['a example.com\tb', NAME, 'direct'],
    ['example.com:443', NAME, 'direct'],
    ['example.com:8443', NAME, 'proxy'],
    ['example.com:8443', 'https://sts.example.com:8443/', 'direct'],
    ['example.com', 'https://sts.example.com:8443/', 'direct'],
    ['https://sts.example.com', NAME, 'proxy'],
    ['10.1.2.3', V4, 'direct'],
    ['10.1.2.3:443', V4, 'direct'],
    ['10.1.2.3:80', V4, 'proxy'],
    ['1.2.3', V4, 'proxy'],
    ['.2.3', V4, 'proxy'],
    ['10.1.2.30', V4, 'proxy'],
    ['10.0.0.0/8', V4, 'direct'],
    ['10.1.2.0/24', V4, 'direct'],
    ['10.1.3.0/24', V4, 'proxy'],
    ['0.0.0.0/0', V4, 'direct'],
    ['10.0.0.0/33', V4, 'proxy'],
    ['10.0.0.0/', V4, 'proxy'],
    ['10.0.0.0/x', V4, 'proxy'],
    ['fd00::/8', V4, 'proxy'],
    ['10.0.0.0/8', NAME, 'proxy'],
    ['fd00::12', V6, 'direct'],
    ['[fd00::12]', V6, 'direct'],
    ['FD00:0:0:0:0:0:0:12', V6, 'direct'],
    ['[fd00::12]:443', V6, 'direct'],
    ['[fd00::12]:80', V6, 'proxy'],
    ['fd00::/8', V6, 'direct'],
    ['[fd00::]/8', V6, 'direct'],
    ['fe00::/8', V6, 'proxy'],
    ['fd00::/129', V6, 'proxy'],
    ['fe80::12%eth0', V6, 'proxy'],
    ['::', V6, 'proxy'],
  ])('NO_PROXY=%j: %s goes %s', (list, url, expected) => {
    const way = (env: Environment) =>
      proxyFor(target(url), { HTTPS_PROXY: 'up:1', ...env }) === undefined ? 'direct' : 'proxy';
    expect(way({ no_proxy: list, NO_PROXY: list === '' ? '' : 'other' })).toBe(expected);
    expect(way({ NO_PROXY: list })).toBe(expected);
  });

  test('NO_PROXY compares a host as it is spelled', () => {
    const env = { HTTPS_PROXY: 'up:1', NO_PROXY: 'sts.example.com' };
    const spelled = { protocol: 'https:', host: 'STS.Example.COM.', port: 443 } as const;
    expect(proxyFor(spelled, env)).toBeUndefined();
  });

  test('NO_PROXY also counts for plain http', () => {
    const env = { HTTP_PROXY: 'http://localhost:1', NO_PROXY: 'localhost' };
    expect(chosen(LOCAL, env)).toBe('direct');
  });
});

describe('a user name and a password', () => {
  test.each([
    ['http://me:secret@up:1', 'me:secret'],
    ['http://corp%5Cme:p%40s%3as%2F@up:1', 'corp\\me:p@s:s/'],
    ['http://me@up:1', 'me:'],
    ['http://:secret@up:1', ':secret'],
    ['http://me:p@ss@up:1', 'me:p@ss'],
    ['http://me:100%@up:1', 'me:100%'],
    ['http://me:%C3%A9@up:1', 'me:é'],
  ])('the user name and password of this proxy are read: %s', (url, plain) => {
    const proxy = proxyFor(target(STS), { HTTPS_PROXY: url });
    const basic = Buffer.from(plain).toString('base64');
    expect(proxy?.authorization()).toBe(`Basic ${basic}`);
    const shown = inspect(proxy, { depth: Infinity, showHidden: true }) + JSON.stringify(proxy);
    expect(shown).not.toContain(basic);
    expect(shown).not.toContain(plain);
  });

  test('a proxy without a user name and password sends none', () => {
    expect(proxyFor(target(STS), { HTTPS_PROXY: 'up:1' })?.authorization()).toBeUndefined();
  });
});

describe('a wrong proxy variable', () => {
  test.each([
    ['socks5://up:1080', 'socks5://up:1080'],
    ['socks5://me:secret@up:1080', { characters: 26 }],
    ['socks5://up/', 'socks5://up/'],
    ['http://', 'http://'],
    ['http:up:1', 'http:up:1'],
    ['up:port', 'up:port'],
    ['http://up:1/path', 'http://up:1/path'],
    ['http://up:1?query', { characters: 17 }],
    ['two words', 'two words'],
    // Passwords that are not encoded: a slash or hash ends the host.
    ['http://me:1/secret@up:1', { characters: 23 }],
    ['http://me:1#secret@up:1', { characters: 23 }],
    ['me:1/secret@up:1', { characters: 16 }],
    ['me:secret%40up:1', { characters: 16 }],
  ])('the error of %s names the variable, not the password', (text, value) => {
    expect(factOf(() => proxyFor(target(STS), { https_proxy: text }))).toEqual({
      kind: 'invalid-environment',
      variable: 'https_proxy',
      value,
      problem: expect.stringMatching(/^must be a proxy such as /),
    });
  });

  test('a wrong proxy variable is no error where no proxy is needed', () => {
    expect(chosen(STS, { HTTP_PROXY: 'x://' })).toBe('direct');
    expect(chosen(STS, { HTTPS_PROXY: 'x://', NO_PROXY: 'amazonaws.com' })).toBe('direct');
  });
});
