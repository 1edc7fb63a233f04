import { createHash, createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { Refused } from '../http-stand-in/answer.ts';
import type { WireRequest } from '../sts-stand-in/canonical-request.ts';
import { invalidRequest } from './refusals.ts';

// RFC 9449: the client proves with each request that it has the private key that its refresh token belongs to.

/** How far a proof's time may be off, in seconds. */
const MAX_SKEW_SECONDS = 300;

interface Proof {
  readonly header: { readonly typ?: unknown; readonly alg?: unknown; readonly jwk?: JsonWebKey };
  readonly claims: Readonly<Record<'htm' | 'htu' | 'iat' | 'jti', unknown>>;
  /** What is signed. */
  readonly message: string;
  readonly signature: Buffer;
}

function jsonPart(part = ''): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString());
}

function parseProof(text: string): Proof {
  const [header, claims, signature = '', ...more] = text.split('.');
  if (more.length > 0) throw new SyntaxError('too many parts');
  return {
    header: jsonPart(header) as Proof['header'],
    claims: jsonPart(claims) as Proof['claims'],
    message: `${header}.${claims}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

/** `r` and `s` of 32 bytes each, as JWS has them; what OpenSSL and the SDK's signer make at first is DER. */
function isSigned({ header, message, signature }: Proof): boolean {
  const { jwk = {} } = header;
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const isP256 = jwk.kty === 'EC' && jwk.crv === 'P-256' && jwk.d === undefined;
  const bytes = Buffer.from(message);
  return isP256 && verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

function isFor({ claims }: Proof, { method, target, headers }: WireRequest): boolean {
  const url = new URL(String(claims.htu));
  const isHere = url.host === headers.host?.join() && url.pathname === target && url.search === '';
  return claims.htm === method && isHere;
}

/** The thumbprint of a public key (RFC 7638). */
export function thumbprint({ crv, kty, x, y }: JsonWebKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

/** Checks proofs, and remembers those that were used. */
export class DpopProofs {
  readonly #used = new Set<unknown>();

  /**
   * The thumbprint of the key that a request was proven with.
   *
   * @param now in milliseconds
   * @throws Refused if the proof is absent, wrong, old, for another request, or used before
   */
  check(request: WireRequest, now: number): string {
    try {
      const proof = parseProof(request.headers.dpop?.join() ?? '');
      if (this.#isGood(proof, request, now)) return thumbprint(proof.header.jwk ?? {});
    } catch {
      // It is not a proof at all.
    }
    throw new Refused(invalidRequest('The DPoP proof is missing or invalid'));
  }

  #isGood(proof: Proof, request: WireRequest, now: number): boolean {
    const { header, claims } = proof;
    const skew = Math.abs(now / 1000 - Number(claims.iat));
    const isNew = typeof claims.jti === 'string' && !this.#used.has(claims.jti);
    this.#used.add(claims.jti);
    const isProof = header.typ === 'dpop+jwt' && header.alg === 'ES256';
    return isProof && isNew && skew <= MAX_SKEW_SECONDS && isFor(proof, request) && isSigned(proof);
  }
}
