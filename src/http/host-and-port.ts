/** Two ends of a connection, and how they are written. */
import { BlockList, isIP } from 'node:net';

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

/** The family of an address as node's `BlockList` names it, undefined for what is a name. */
export function addressFamily(host: string): 'ipv4' | 'ipv6' | undefined {
  if (isIP(host) === 0) return undefined;
  return isIP(host) === 4 ? 'ipv4' : 'ipv6';
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether the host is this machine, by what it is called alone. */
export function isLoopback({ host }: HostAndPort): boolean {
  const family = addressFamily(host);
  return family === undefined ? host === 'localhost' : LOOPBACK.check(host, family);
}
