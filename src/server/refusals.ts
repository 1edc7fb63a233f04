/**
 * Which requests the endpoint refuses. A token alone would do, but a web page must not even be able to try: with DNS
 * rebinding, a page of any site reaches 127.0.0.1 under its own name (99designs/aws-vault#578), so `Host` must be ours and
 * nothing may come from a browser. There are no CORS headers either.
 */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The only path. */
export const PATH = '/credentials';

/** Why a request is refused: an HTTP status, and a text that has nothing of the request. */
export interface Refusal {
  readonly status: 400 | 403 | 404 | 405;
  readonly message: string;
}

/** What a request must have. */
interface Expected {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly token: string;
}

/** Headers that a browser or a proxy adds, and no SDK. */
const FOREIGN = /^(?:origin|referer|forwarded|via|x-real-ip|(?:sec-|x-forwarded-).*)$/;

/** Why this request gets no credentials; `undefined` if it gets them. */
export function refusalOf(request: IncomingMessage, expected: Expected): Refusal | undefined {
  const { headers, headersDistinct, method, url } = request;
  if (headersDistinct.host?.length !== 1 || headers.host !== expected.host)
    return { status: 403, message: `Host must be ${expected.host}` };
  if (Object.keys(headers).some((name) => FOREIGN.test(name)))
    return { status: 403, message: 'requests of browsers and proxies are refused' };
  if (method !== 'GET') return { status: 405, message: 'only GET is answered' };
  // Also refuses the absolute form (`GET http://…`), which only a proxy gets.
  if (url !== PATH) return { status: 404, message: `only ${PATH} is answered` };
  if (hasBody(headers)) return { status: 400, message: 'a request must have no body' };
  if (headersDistinct.authorization?.length !== 1 || !isSame(headers.authorization, expected.token))
    return { status: 403, message: 'Authorization must be AWS_CONTAINER_AUTHORIZATION_TOKEN' };
  return undefined;
}

function hasBody(headers: IncomingMessage['headers']): boolean {
  return (headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined;
}

/** Takes the same time wherever two texts differ, and whatever their lengths: digests are compared. */
function isSame(given = '', token: string): boolean {
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
