import { requireAuthorization } from './authorization.ts';
import type { WireRequest } from './canonical-request.ts';
import { checkClock } from './clock-check.ts';
import type { Key, Keyring } from './keyring.ts';
import { Refusal } from './refusal.ts';
import { checkScope, checkSignature, checkSignedHeaders } from './signature-checks.ts';
import type { Caller } from './world.ts';

function findKey(
  request: WireRequest,
  accessKeyId: string,
  keyring: Pick<Keyring, 'find'>,
  now: number,
): Key {
  const found = keyring.find(accessKeyId);
  const works = found?.longTerm === undefined || isKnown(found.longTerm, now);
  const key = works ? found : undefined;
  const token = request.headers['x-amz-security-token']?.join();
  if (key && key.session?.token === token) return key;
  const message = 'The security token included in the request is invalid.';
  throw new Refusal(403, 'InvalidClientTokenId', message);
}

const isKnown = ({ isActive, worksFrom }: NonNullable<Key['longTerm']>, now: number) =>
  isActive && now >= worksFrom;

/**
 * Who signed a request.
 *
 * @param now in milliseconds
 * @param service the one that the signature must be for
 * @throws Refusal if it is not signed completely and correctly, or with a key that is unknown, has another session
 *   token than the one sent, or is past its expiration
 */
export function authenticate(
  request: WireRequest,
  keyring: Pick<Keyring, 'find'>,
  now: number,
  service: 'sts' | 'iam' | 's3' = 'sts',
): Caller {
  const authorization = requireAuthorization(request);
  checkScope(request, authorization, service);
  checkSignedHeaders(request, authorization);
  const key = findKey(request, authorization.accessKeyId, keyring, now);
  checkClock(request, now);
  checkSignature(request, authorization, key.secretAccessKey);
  if (key.session && key.session.expiration <= now) {
    const message = 'The security token included in the request is expired';
    throw new Refusal(403, 'ExpiredToken', message);
  }
  return key.caller;
}
