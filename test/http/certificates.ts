/** Certificates for servers of tests, signed by an authority that is made for the run and trusted by nobody else. */
import { generateKeyPairSync } from 'node:crypto';
import { isIP } from 'node:net';
import forge from 'node-forge';

/** For a TLS server. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});

const DAY = 24 * 60 * 60 * 1000;

function certificate(
  subject: string,
  issuer: string,
  extensions: object[],
  expires = Date.now() + DAY,
): string {
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.publicKeyFromPem(publicKey);
  made.serialNumber = `01${forge.util.bytesToHex(forge.random.getBytesSync(8))}`;
  made.validity.notBefore = new Date(expires - 3 * DAY);
  made.validity.notAfter = new Date(expires);
  made.setSubject([{ name: 'commonName', value: subject }]);
  made.setIssuer([{ name: 'commonName', value: issuer }]);
  made.setExtensions(extensions);
  made.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  return forge.pki.certificateToPem(made);
}

const CA_NAME = 'swrole test authority';

/** The authority, as PEM. */
export const authorityPem = certificate(CA_NAME, CA_NAME, [
  { name: 'basicConstraints', cA: true, critical: true },
  { name: 'keyUsage', keyCertSign: true, critical: true },
]);

/** Another authority that signed none of the servers' certificates (forge counts on the name alone). */
export const strangerPem = certificate('stranger', 'stranger', [
  { name: 'basicConstraints', cA: true, critical: true },
]);

/** A certificate of the authority for a name or an address. */
export function certificateFor(host: string, expires?: number): ServerCertificate {
  const name = isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host };
  const extensions = [
    { name: 'basicConstraints', cA: false },
    { name: 'subjectAltName', altNames: [name] },
  ];
  return { key: privateKey, cert: certificate(host, CA_NAME, extensions, expires) };
}

/** One that was good until yesterday. */
export function expiredFor(host: string): ServerCertificate {
  return certificateFor(host, Date.now() - DAY);
}
