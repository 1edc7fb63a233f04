/** Chooses the proxy of a request from the variables that curl, Go, urllib and so the AWS CLI know. */

import { BlockList, isIP } from 'node:net';
import { unescape as percentDecoded } from 'node:querystring';
import { ConfigError } from '../config/errors.ts';
import type { Environment } from '../system.ts';
import { hiddenValue, type ShownValue, shownValue } from '../util/secret-text.ts';

/** The target of a request. */
export interface Target extends HostAndPort {
  readonly protocol: 'http:' | 'https:';
}

/** The variables by the protocol of the target, not of the proxy. Lower case comes first (curl, urllib). */
const VARIABLES = {
  'https:': ['https_proxy', 'HTTPS_PROXY'],
  'http:': ['http_proxy', 'HTTP_PROXY'],
} as const;

/** All variables that configure proxies. */
export const PROXY_VARIABLES: readonly string[] = [
  ...Object.values(VARIABLES).flat(),
  'no_proxy',
  'NO_PROXY',
];

/** Whether any request could go through a proxy. An empty variable counts as unset (curl, Go). */
export function namesProxy(env: Environment): boolean {
  return Object.values(VARIABLES).some((names) => names.some((name) => env[name]));
}

/**
 * The proxy for a target, undefined for a direct connection.
 *
 * Security: plain http goes only to this machine (`endpointUrlRule`), so its proxy must be on this machine too. A
 * proxy elsewhere could not reach the target, and would see MFA codes unencrypted.
 *
 * @throws ConfigError `invalid-environment` for a variable that is needed and is not a valid proxy URL
 */
export function proxyFor(target: Target, env: Environment): HttpProxy | undefined {
  const variable = VARIABLES[target.protocol].find((name) => env[name]);
  if (variable === undefined) return undefined;
  if (isExempt(normalized(target), env.no_proxy || env.NO_PROXY || '')) return undefined;
  const proxy = parseProxy(variable, env[variable] ?? '');
  return target.protocol === 'https:' || isLoopback(proxy) ? proxy : undefined;
}

/** In lower case and without the final dot of the root (RFC 1034, section 3.1). */
function normalized({ host, port }: Target): HostAndPort {
  return { host: host.toLowerCase().replace(/\.$/, ''), port };
}

/** A proxy from the environment. Its URL may hold a password, which only the header for the proxy reveals. */
export interface HttpProxy extends HostAndPort {
  /** Whether the connection to the proxy itself uses TLS. */
  readonly secure: boolean;
  /** The value of Proxy-Authorization. A function, so that printing the object does not show the password. */
  authorization(): string | undefined;
}

const PROBLEM =
  'must be a proxy such as http://proxy.example.com:3128 or https://…, a user name and a password in it percent-encoded';

/**
 * Reads the URL of a proxy; without a scheme it means http, as in curl, Go and urllib.
 *
 * @throws ConfigError `invalid-environment` for any other text, also `socks5://`, which swrole does not support
 */
function parseProxy(variable: string, text: string): HttpProxy {
  const url = parseUrl(text);
  if (url === undefined)
    throw new ConfigError({
      kind: 'invalid-environment',
      variable,
      value: withoutPassword(text),
      problem: PROBLEM,
    });
  const secure = url.protocol === 'https:';
  return {
    secure,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 443 : 80),
    authorization: () => basicAuthorization(url),
  };
}

function parseUrl(text: string): URL | undefined {
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(absolute)) return undefined;
  const url = new URL(absolute);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  // An unencoded `/`, `?` or `#` in a password ends the host too early: `http://me:1/2@proxy` would go to `me`.
  return url.pathname === '/' && !url.search && !url.hash ? url : undefined;
}

/** Stricter than `shownValue`, because text that is not a valid URL may have a password anywhere before the `@`. */
function withoutPassword(text: string): ShownValue {
  return /@|%40/.test(text) ? hiddenValue(text) : shownValue(text);
}

function basicAuthorization({ username, password }: URL): string | undefined {
  if (!username && !password) return undefined;
  const plain = `${percentDecoded(username)}:${percentDecoded(password)}`;
  return `Basic ${Buffer.from(plain).toString('base64')}`;
}

/**
 * Whether `NO_PROXY`, a list separated by commas or white space, exempts the host from the proxy.
 *
 * No standard describes the variable. This accepts what the AWS CLI accepts (urllib's `proxy_bypass_environment`: names with
 * their subdomains, ports) and what Go and curl 7.86 also accept (`*.`, address ranges). Names are never looked up, so a range
 * covers only hosts that are written as an address.
 */
function isExempt(target: HostAndPort, list: string): boolean {
  const entries = list.toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => entry === '*' || covers(entry, target));
}

// An IPv6 address has brackets if a port follows, and may have them otherwise.
const WITH_PORT = /^(\[.*\]|[^:]+):(\d+)$/;

function covers(entry: string, { host, port }: HostAndPort): boolean {
  const [, name = entry, onlyPort = port] = WITH_PORT.exec(entry) ?? [];
  if (Number(onlyPort) !== port) return false;
  return addressFamily(host) === undefined
    ? coversName(name, host)
    : coversAddress(name.replace(/[[\]]/g, ''), host);
}

function coversName(entry: string, host: string): boolean {
  const name = entry.replace(/^\*?\./, '').replace(/\.$/, '');
  return `.${host}`.endsWith(`.${name}`);
}

/** Whether an address, or a range such as `10.0.0.0/8`, covers the address; any other entry covers none. */
function coversAddress(entry: string, address: string): boolean {
  const list = new BlockList();
  const [network = '', bits] = entry.split('/');
  const family = addressFamily(network);
  try {
    if (bits === undefined) list.addAddress(network, family);
    else list.addSubnet(network, /^\d+$/.test(bits) ? Number(bits) : -1, family);
  } catch {
    return false;
  }
  return list.check(address, addressFamily(address));
}

/** One end of a connection. */
export interface HostAndPort {
  /** A name in lower case or an address, without brackets. */
  readonly host: string;
  readonly port: number;
}

/** `HOST:PORT`, with brackets around an IPv6 address: the form of CONNECT (RFC 9112, section 3.2.3). */
export function authority({ host, port }: HostAndPort): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The family of an address as node's `BlockList` names it, undefined for a name. */
function addressFamily(host: string): 'ipv4' | 'ipv6' | undefined {
  if (isIP(host) === 0) return undefined;
  return isIP(host) === 4 ? 'ipv4' : 'ipv6';
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether the host is this machine, judged by its name or address only. */
function isLoopback({ host }: HostAndPort): boolean {
  const family = addressFamily(host);
  return family === undefined ? host === 'localhost' : LOOPBACK.check(host, family);
}

/**
 * A proxy did not connect to the target, so the request, and any MFA code in it, was not sent. The message names the proxy,
 * and never its password.
 */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  /** Node's own code such as `ECONNREFUSED`, or `PROXY_REFUSED` for an answer of the proxy. */
  readonly code: string;

  constructor({ host, port }: HttpProxy, problem: string, code: string, options?: ErrorOptions) {
    super(`proxy ${authority({ host, port })}${problem}`, options);
    this.code = code;
  }
}
