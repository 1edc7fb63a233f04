/** Certificates for servers of tests, signed by an authority that is made for the run and trusted nowhere else. */
import { type Leaf, makeAuthority } from '../support/tls-proxy/authority.ts';

/** For a TLS server. */
export type ServerCertificate = Leaf;

const authority = makeAuthority();

/** The authority, as PEM. */
export const authorityPem = authority.pem;

/** Another authority, which signed none of the servers' certificates. */
export const strangerPem = makeAuthority('stranger').pem;

/** A certificate of the authority for a name or an address. */
export const certificateFor = authority.leaf;

/** One that was good until yesterday. */
export const expiredFor = authority.expiredLeaf;
