import type { WireRequest } from './canonical-request.ts';
import { Refusal } from './refusal.ts';

/** An `Authorization` header of Signature Version 4, taken apart. */
export interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const FORM =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/([^/,]*)\/([^/,]*)\/([^/,]*)\/([^/,]*), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/;

/** The parts of a request's `Authorization` header; `undefined` if it is absent or has another form. */
export function parseAuthorization(request: WireRequest): Authorization | undefined {
  const match = FORM.exec(request.headers.authorization?.join() ?? '');
  if (!match) return undefined;
  const [accessKeyId = '', date = '', region = '', service = '', terminator = ''] = match.slice(1);
  const signedHeaders = (match[6] ?? '').split(';');
  return {
    accessKeyId,
    date,
    region,
    service,
    terminator,
    signedHeaders,
    signature: match[7] ?? '',
  };
}

/**
 * As {@link parseAuthorization}.
 *
 * @throws Refusal MissingAuthenticationToken if the request is not signed, IncompleteSignature if not in this form
 */
export function requireAuthorization(request: WireRequest): Authorization {
  const header = request.headers.authorization?.join();
  if (!header) {
    const message = 'Request is missing Authentication Token';
    throw new Refusal(403, 'MissingAuthenticationToken', message);
  }
  const authorization = parseAuthorization(request);
  if (authorization) return authorization;
  const message = `Authorization header has a wrong form. Authorization=${header}`;
  throw new Refusal(400, 'IncompleteSignature', message);
}
