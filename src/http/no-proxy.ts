/**
 * `NO_PROXY`, which no standard describes. This takes what the AWS CLI takes (urllib's `proxy_bypass_environment`:
 * names with their subdomains, ports) and what Go and curl 7.86 take besides (`*.`, address ranges). Names are
 * never looked up, so that a range covers only hosts that are written as an address.
 */
import { BlockList } from 'node:net';
import { addressFamily, type HostAndPort } from './host-and-port.ts';

/** Whether the list, separated by commas or white space, says that the host is to be called directly. */
export function isExempt(target: HostAndPort, list: string): boolean {
  const entries = list.toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => entry === '*' || covers(entry, target));
}

// An IPv6 address has brackets where a port follows, and may have them where none does.
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

/** An address, or a range such as `10.0.0.0/8`; anything else covers none. */
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
