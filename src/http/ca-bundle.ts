/** The certificates that TLS connections trust instead of node's own: `AWS_CA_BUNDLE`, `ca_bundle`. */

import { X509Certificate } from 'node:crypto';
import type { ConfiguredPath } from '../config/plan-calls.ts';
import { readLimited } from '../config/read-file.ts';
import { DataError } from '../util/errors.ts';

/** Bytes. All certificates that a system trusts take a quarter of a MiB. */
export const BUNDLE_LIMIT = 4 * 1024 * 1024;
/** Milliseconds to wait for a pipe; the read blocks, so signals are not handled meanwhile. */
const PATIENCE = 2_000;

/** The file, with its `~/` expanded, and the setting that names it. */
export type CaBundle = ConfiguredPath;

/** The problem with the file; `messages/` describes it. */
export type CaBundleErrorDetails = CaBundle &
  (
    | { readonly kind: 'unreadable'; readonly code: string }
    /** The file holds no certificate. */
    | { readonly kind: 'not-pem' }
  );

/** The configured certificates cannot be used: exit code 3. */
export class CaBundleError extends DataError<CaBundleErrorDetails> {
  override readonly name = 'CaBundleError';

  constructor(details: CaBundleErrorDetails) {
    super(details, `${details.kind}: ${details.path}`);
  }
}

const PEM = /-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs;

/**
 * Reads the certificates of the file, each as PEM, from the first that is whole. Node skips those that are broken, as Go does:
 * given the whole text, it would silently stop at the first broken one and not trust the certificates after it. To parse all
 * would take as long as a third of a cold start, and node does it again for TLS.
 *
 * @throws CaBundleError
 */
export function readCaBundle(bundle: CaBundle): string[] {
  const certificates = readText(bundle).match(PEM) ?? [];
  const first = certificates.findIndex(isCertificate);
  // Without a certificate node refuses every server and does not say why.
  if (first < 0) throw new CaBundleError({ ...bundle, kind: 'not-pem' });
  return certificates.slice(first);
}

function readText(bundle: CaBundle): string {
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

/** Options for `tls.connect`, both to AWS and to a proxy. */
export interface TlsOptions {
  /** Set explicitly, because NODE_TLS_REJECT_UNAUTHORIZED=0 changes the default. */
  readonly rejectUnauthorized: true;
  /** Certificates instead of node's own (and NODE_EXTRA_CA_CERTS), as in botocore and Go. */
  readonly ca?: string[];
}

/** The TLS options that trust the bundle, or node's own certificates without one. @throws CaBundleError */
export function tlsOptions(bundle: CaBundle | undefined): TlsOptions {
  return { rejectUnauthorized: true, ...(bundle && { ca: readCaBundle(bundle) }) };
}
