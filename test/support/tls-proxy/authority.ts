import { writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { certificate } from './certificate.ts';
import { newRsaKeys, type RsaKeys } from './rsa-keys.ts';

/** What a TLS server needs. */
export interface Leaf {
  readonly key: string;
  readonly cert: string;
}

/** A certificate authority that no program trusts by itself. */
export interface Authority {
  /** Its own certificate, in PEM. */
  readonly pem: string;
  /** A certificate for a host name or an address, with its key. */
  leaf(host: string): Leaf;
  /** The same, but it ended yesterday. */
  expiredLeaf(host: string): Leaf;
  /** Writes its certificate to a file, for `AWS_CA_BUNDLE` or `NODE_EXTRA_CA_CERTS`. */
  writeTo(file: string): Promise<void>;
}

const DAY = 24 * 3_600_000;
const AUTHORITY_EXTENSIONS = [
  { name: 'basicConstraints', cA: true, critical: true },
  { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  { name: 'subjectKeyIdentifier' },
];

/** One key pair for all leaves: making it is what takes the time. */
let leafKeys: RsaKeys | undefined;

function subjectAltName(host: string): object {
  const altName = isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host };
  return { name: 'subjectAltName', altNames: [altName] };
}

function leafExtensions(host: string): object[] {
  return [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    subjectAltName(host),
  ];
}

/** Makes a certificate authority; `name` is who it says it is. */
export function makeAuthority(name = 'Example Test CA'): Authority {
  const keys = newRsaKeys();
  leafKeys ??= newRsaKeys();
  const { pem: key, publicKey } = leafKeys;
  const own = { subject: name, issuer: name, extensions: AUTHORITY_EXTENSIONS };
  const pem = certificate(own, keys.publicKey, keys);
  const leaf = (host: string, validity?: readonly [number, number]) => {
    const fields = { subject: host, issuer: name, extensions: leafExtensions(host) };
    return {
      key,
      cert: certificate({ ...fields, ...(validity && { validity }) }, publicKey, keys),
    };
  };
  return {
    pem,
    leaf: (host) => leaf(host),
    expiredLeaf: (host) => leaf(host, [Date.now() - 2 * DAY, Date.now() - DAY]),
    writeTo: (file) => writeFile(file, pem),
  };
}
