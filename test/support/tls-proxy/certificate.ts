/**
 * Certificates of X.509 (RFC 5280) for keys of the curve P-256, which node makes and uses in a thousandth of the time that
 * RSA takes. Node reads certificates, but makes none.
 */
import {
  createHash,
  generateKeyPairSync,
  type KeyObject,
  type KeyPairKeyObjectResult,
  randomBytes,
  sign,
} from 'node:crypto';
import { isIP, SocketAddress } from 'node:net';

const DAY = 24 * 3_600_000;

/** What a certificate says. */
export interface CertificateFields {
  readonly subject: string;
  readonly issuer: string;
  /** From when and until when it is valid, in milliseconds; a day before and after now where absent. */
  readonly validity?: readonly [from: number, until: number];
  /** The host name or address of a server; without it, the certificate is an authority's. */
  readonly host?: string;
}

/** A new key pair. */
export function newKeys(): KeyPairKeyObjectResult {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

/** A value of ASN.1 in DER (X.690): its tag, its length and its content. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const bytes = length < 0x80 ? [] : length < 0x100 ? [length] : [length >> 8, length & 0xff];
  const head = bytes.length === 0 ? [length] : [0x80 + bytes.length, ...bytes];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

const bytes = (...values: readonly number[]) => Buffer.from(values);
const sequence = (...parts: readonly Buffer[]) => der(0x30, ...parts);
const octets = (content: Buffer) => der(0x04, content);
/** @param unused how many bits at its end do not count */
const bits = (content: Buffer, unused = 0) => der(0x03, bytes(unused), content);

/** An object identifier, from its numbers between dots; none of those that are used here has more than 21 bits. */
function id(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const base128 = (value: number) =>
    [value >> 14, (value >> 7) & 0x7f, value & 0x7f]
      .filter((_, index) => value >= 128 ** (2 - index) || index === 2)
      .map((part, index, all) => (index < all.length - 1 ? part + 0x80 : part));
  return der(0x06, bytes(first * 40 + second, ...rest.flatMap(base128)));
}

function name(commonName: string): Buffer {
  const part = (type: string, text: string) =>
    der(0x31, sequence(id(type), der(0x0c, Buffer.from(text))));
  return sequence(part('2.5.4.10', 'Example'), part('2.5.4.3', commonName));
}

/** `YYMMDDHHMMSSZ`, as until 2049. */
function time(at: number): Buffer {
  return der(0x17, Buffer.from(`${new Date(at).toISOString().slice(2, 19).replace(/\D/g, '')}Z`));
}

const CRITICAL = der(0x01, bytes(0xff));

function authorityExtensions(publicKey: Buffer): Buffer[] {
  return [
    // basicConstraints: it is an authority; keyUsage: keyCertSign, cRLSign; subjectKeyIdentifier
    sequence(id('2.5.29.19'), CRITICAL, octets(sequence(der(0x01, bytes(0xff))))),
    sequence(id('2.5.29.15'), CRITICAL, octets(bits(bytes(0x06), 1))),
    sequence(id('2.5.29.14'), octets(octets(createHash('sha1').update(publicKey).digest()))),
  ];
}

/** The bytes of an IP address. */
function addressBytes(host: string): Buffer {
  if (isIP(host) === 4) return Buffer.from(host.split('.').map(Number));
  const { address } = new SocketAddress({ address: host, family: 'ipv6' });
  const [before = '', after] = address.split('::');
  const groups = (text = '') => text.split(':').filter(Boolean);
  const missing = 8 - groups(before).length - groups(after).length;
  const all = [...groups(before), ...Array<string>(missing).fill('0'), ...groups(after)];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

function serverExtensions(host: string): Buffer[] {
  const altName = isIP(host) === 0 ? der(0x82, Buffer.from(host)) : der(0x87, addressBytes(host));
  return [
    // basicConstraints: no authority; keyUsage: digitalSignature; extKeyUsage: serverAuth; subjectAltName
    sequence(id('2.5.29.19'), CRITICAL, octets(sequence())),
    sequence(id('2.5.29.15'), CRITICAL, octets(bits(bytes(0x80), 7))),
    sequence(id('2.5.29.37'), octets(sequence(id('1.3.6.1.5.5.7.3.1')))),
    sequence(id('2.5.29.17'), octets(sequence(altName))),
  ];
}

/** A certificate in PEM for a key, signed by a certificate authority, or by itself. */
export function certificate(
  fields: CertificateFields,
  publicKey: KeyObject,
  signer: KeyObject,
): string {
  const { subject, issuer, host, validity = [Date.now() - DAY, Date.now() + DAY] } = fields;
  const key = publicKey.export({ type: 'spki', format: 'der' });
  const ecdsaWithSha256 = sequence(id('1.2.840.10045.4.3.2'));
  const content = sequence(
    der(0xa0, der(0x02, bytes(2))), // version 3
    der(0x02, bytes(1), randomBytes(15)), // its number, which no other certificate has, and which is positive
    ecdsaWithSha256,
    name(issuer),
    sequence(...validity.map(time)),
    name(subject),
    key,
    der(0xa3, sequence(...(host ? serverExtensions(host) : authorityExtensions(key)))),
  );
  const whole = sequence(content, ecdsaWithSha256, bits(sign('sha256', content, signer)));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
