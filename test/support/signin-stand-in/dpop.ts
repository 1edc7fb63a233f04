import { Refused } from '../http-stand-in/answer.ts';
import type { WireRequest } from '../sts-stand-in/canonical-request.ts';
import { isFor, isSigned, type Proof, parseProof, thumbprint } from './dpop-proof.ts';
import { invalidRequest } from './refusals.ts';

// RFC 9449: the client proves with each request that it has the private key that its refresh token belongs to.

/** How far a proof's time may be off, in seconds. */
const MAX_SKEW_SECONDS = 300;

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
