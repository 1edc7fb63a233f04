import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { noise } from '../noise.ts';
import type { TemporaryKey } from '../sts-stand-in/keyring.ts';

/** What a user has after `aws login`. */
export interface LoginToken {
  /** Who has signed in: `login_session` of the profile. */
  readonly loginSession: string;
  readonly key: TemporaryKey;
  /** When the key ends, as the cache says it; in milliseconds. */
  readonly expiresAt: number;
  readonly clientId: string;
  readonly refreshToken: string;
  readonly idToken: string;
  /** The private key that refreshing is proven with: PEM, SEC1. */
  readonly dpopKey: string;
}

/** The `clientId` of a sign-in with a browser on the same machine. */
export const CLIENT_ID = 'arn:aws:signin:::devtools/same-device';

/** A fresh key pair on P-256, as the AWS CLI makes one for each sign-in. */
export function newDpopKey(): { readonly pem: string; readonly publicKey: JsonWebKey } {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = pair.privateKey.export({ type: 'sec1', format: 'pem' }).toString();
  return { pem, publicKey: pair.publicKey.export({ format: 'jwk' }) };
}

/** An identity token that says who has signed in, with a signature that is an example. */
export function idTokenOf(subject: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ typ: 'JWT', alg: 'ES384' })}.${part({ sub: subject })}.EXAMPLE${noise('id token', 64)}`;
}

/** What of a token must not leak, beside its AWS key: a PEM text by its lines, because JSON has no line ends. */
export function tokenSecrets({ refreshToken, idToken, dpopKey }: LoginToken): string[] {
  const lines = dpopKey.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
  return [refreshToken, idToken, ...lines];
}
