/** Whom a TLS connection believes. */
import { type CaBundle, readCaBundle } from './ca-bundle.ts';

/** For `tls.connect`, whether the other end is AWS or a proxy. */
export interface Trust {
  /** Said explicitly, because NODE_TLS_REJECT_UNAUTHORIZED=0 switches off what is not. */
  readonly rejectUnauthorized: true;
  /** Certificates in the place of node's own (and of NODE_EXTRA_CA_CERTS), as in botocore and Go. */
  readonly ca?: string[];
}

/** What is trusted. @throws CaBundleError */
export function trustIn(bundle: CaBundle | undefined): Trust {
  return { rejectUnauthorized: true, ...(bundle && { ca: readCaBundle(bundle) }) };
}
