import { createHash, createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import type { WireRequest } from '../sts-stand-in/canonical-request.ts';

/** A proof of possession, taken apart. */
export interface Proof {
  readonly header: { readonly typ?: unknown; readonly alg?: unknown; readonly jwk?: JsonWebKey };
  readonly claims: Readonly<Record<'htm' | 'htu' | 'iat' | 'jti', unknown>>;
  /** What is signed. */
  readonly message: string;
  readonly signature: Buffer;
}

function jsonPart(part = ''): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString());
}

/** Takes a proof apart. Throws if it has another form. */
export function parseProof(text: string): Proof {
  const [header, claims, signature = '', ...more] = text.split('.');
  if (more.length > 0) throw new SyntaxError('too many parts');
  return {
    header: jsonPart(header) as Proof['header'],
    claims: jsonPart(claims) as Proof['claims'],
    message: `${header}.${claims}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

/**
 * Whether a proof is signed with the key that it shows: `r` and `s` of 32 bytes each, as JWS has them, not in DER.
 * Throws if it shows no key.
 */
export function isSigned({ header, message, signature }: Proof): boolean {
  const { jwk = {} } = header;
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const isP256 = jwk.kty === 'EC' && jwk.crv === 'P-256' && jwk.d === undefined;
  const bytes = Buffer.from(message);
  return isP256 && verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

/** Whether a proof is about this request. Throws if it names no URL. */
export function isFor({ claims }: Proof, { method, target, headers }: WireRequest): boolean {
  const url = new URL(String(claims.htu));
  const isHere = url.host === headers.host?.join() && url.pathname === target && url.search === '';
  return claims.htm === method && isHere;
}

/** The thumbprint of a public key (RFC 7638). */
export function thumbprint({ crv, kty, x, y }: JsonWebKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
