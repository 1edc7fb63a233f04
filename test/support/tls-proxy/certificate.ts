import { randomBytes } from 'node:crypto';
import forge from 'node-forge';
import type { RsaKeys } from './rsa-keys.ts';

const DAY = 24 * 3_600_000;

/** What a certificate says. */
export interface CertificateFields {
  readonly subject: string;
  readonly issuer: string;
  /** From when and until when it is valid, in milliseconds; a day before and after now where absent. */
  readonly validity?: readonly [from: number, until: number];
  /** Of node-forge: `basicConstraints`, `subjectAltName`, … */
  readonly extensions: readonly object[];
}

function name(commonName: string): forge.pki.CertificateField[] {
  return [
    { name: 'organizationName', value: 'Example' },
    { name: 'commonName', value: commonName },
  ];
}

/** A number that no other certificate has, positive as X.509 wants it. */
function serialNumber(): string {
  return `01${randomBytes(15).toString('hex')}`;
}

/** A certificate in PEM for a key, signed by a certificate authority, or by itself. */
export function certificate(
  fields: CertificateFields,
  key: forge.pki.rsa.PublicKey,
  signer: RsaKeys,
): string {
  const { subject, issuer, validity = [Date.now() - DAY, Date.now() + DAY], extensions } = fields;
  const made = forge.pki.createCertificate();
  made.publicKey = key;
  made.serialNumber = serialNumber();
  made.validity.notBefore = new Date(validity[0]);
  made.validity.notAfter = new Date(validity[1]);
  made.setSubject(name(subject));
  made.setIssuer(name(issuer));
  made.setExtensions([...extensions]);
  made.sign(signer.privateKey, forge.md.sha256.create());
  return forge.pki.certificateToPem(made);
}
