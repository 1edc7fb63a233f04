/** Which proxy a request goes through: the variables that curl, Go, urllib and so the AWS CLI know. */
import type { Environment } from '../system.ts';
import { type HostAndPort, isLoopback } from './host-and-port.ts';
import { type HttpProxy, httpProxy } from './http-proxy.ts';
import { isExempt } from './no-proxy.ts';

/** Where a request is to arrive. */
export interface Target extends HostAndPort {
  readonly protocol: 'http:' | 'https:';
}

/** By the protocol of the target, not of the proxy. Lower case comes first (curl, urllib). */
const VARIABLES = {
  'https:': ['https_proxy', 'HTTPS_PROXY'],
  'http:': ['http_proxy', 'HTTP_PROXY'],
} as const;

/** All variables that decide about proxies. */
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
 * Security: plain http goes only to this machine (`endpointUrlRule`), so its proxy must be on this machine too. One
 * elsewhere could not reach the target, and would see one-time codes in the clear.
 *
 * @throws ConfigError `invalid-environment` for a variable that is needed and names no proxy
 */
export function proxyFor(target: Target, env: Environment): HttpProxy | undefined {
  const variable = VARIABLES[target.protocol].find((name) => env[name]);
  if (variable === undefined) return undefined;
  if (isExempt(normal(target), env.no_proxy || env.NO_PROXY || '')) return undefined;
  const proxy = httpProxy(variable, env[variable] ?? '');
  return target.protocol === 'https:' || isLoopback(proxy) ? proxy : undefined;
}

/** A name may end in the dot of the root (RFC 1034, section 3.1). */
function normal({ host, port }: Target): HostAndPort {
  return { host: host.toLowerCase().replace(/\.$/, ''), port };
}
