import { writeFile } from 'node:fs/promises';
import { certificate, newKeys } from './certificate.ts';

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

/** Makes a certificate authority; `name` is who it says it is. */
export function makeAuthority(name = 'Example Test CA'): Authority {
  const [keys, leafKeys] = [newKeys(), newKeys()];
  const key = leafKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const pem = certificate({ subject: name, issuer: name }, keys.publicKey, keys.privateKey);
  const leaf = (host: string, validity?: readonly [number, number]) => {
    const fields = { subject: host, issuer: name, host, ...(validity && { validity }) };
    return { key, cert: certificate(fields, leafKeys.publicKey, keys.privateKey) };
  };
  return {
    pem,
    leaf: (host) => leaf(host),
    expiredLeaf: (host) => leaf(host, [Date.now() - 2 * DAY, Date.now() - DAY]),
    writeTo: (file) => writeFile(file, pem),
  };
}
