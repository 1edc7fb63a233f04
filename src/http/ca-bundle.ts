/** A file of certificates that are trusted in the place of node's own: `AWS_CA_BUNDLE`, `ca_bundle`. */

import { X509Certificate } from 'node:crypto';
import type { ConfiguredPath } from '../config/plan.ts';
import { readLimited } from '../config/read-file.ts';

/** Most bytes of the file: all certificates that systems trust are a quarter of a MiB. */
export const BUNDLE_LIMIT = 4 * 1024 * 1024;
/** Milliseconds to wait for a pipe; no signal is heard meanwhile. */
const PATIENCE = 2_000;

/** The file, its `~/` expanded, and who named it. */
export type CaBundle = ConfiguredPath;

/** What is wrong with the file, as data; `words/` makes the words. */
export type CaBundleErrorDetails = CaBundle &
  (
    | { readonly kind: 'unreadable'; readonly code: string }
    /** Nothing in it is a certificate. */
    | { readonly kind: 'not-pem' }
  );

/** Nobody can be trusted as the configuration says: exit code 3. */
export class CaBundleError extends Error {
  override readonly name = 'CaBundleError';
  readonly details: CaBundleErrorDetails;

  constructor(fact: CaBundleErrorDetails) {
    super(`${fact.kind}: ${fact.path}`);
    this.details = fact;
  }
}

const PEM = /-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs;

/**
 * The certificates of the file, each as PEM. What is not one is left out, as Go does it: given the whole text, node
 * would stop at the first broken one without a word and trust none of those after it.
 *
 * @throws CaBundleError
 */
export function readCaBundle(bundle: CaBundle): string[] {
  const certificates = (textOf(bundle).match(PEM) ?? []).filter(isCertificate);
  // Node takes an empty list for what it is and refuses every server, without saying why.
  if (certificates.length === 0) throw new CaBundleError({ ...bundle, kind: 'not-pem' });
  return certificates;
}

function textOf(bundle: CaBundle): string {
  try {
    const bytes = readLimited(bundle.path, { bytes: BUNDLE_LIMIT, patience: PATIENCE });
    return bytes.toString('latin1'); // PEM is ASCII; comments may be anything
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new CaBundleError({ ...bundle, kind: 'unreadable', code });
  }
}

function isCertificate(pem: string): boolean {
  try {
    return Boolean(new X509Certificate(pem));
  } catch {
    return false;
  }
}

// Whom a TLS connection believes.

/** For `tls.connect`, whether the other end is AWS or a proxy. */
export interface TlsOptions {
  /** Said explicitly, because NODE_TLS_REJECT_UNAUTHORIZED=0 switches off what is not. */
  readonly rejectUnauthorized: true;
  /** Certificates in the place of node's own (and of NODE_EXTRA_CA_CERTS), as in botocore and Go. */
  readonly ca?: string[];
}

/** What is trusted. @throws CaBundleError */
export function tlsOptions(bundle: CaBundle | undefined): TlsOptions {
  return { rejectUnauthorized: true, ...(bundle && { ca: readCaBundle(bundle) }) };
}
