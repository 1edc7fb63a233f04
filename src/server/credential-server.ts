/**
 * The HTTP server of `swrole serve` and `swrole exec --server`: a container credentials endpoint, which every AWS SDK
 * asks at the address in `AWS_CONTAINER_CREDENTIALS_FULL_URI` (contract.md E.1). It listens on 127.0.0.1 only, serves one
 * role, and answers from memory, because SDKs wait for 1 to 5 s.
 */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Credentials, Instant } from '../credentials.ts';
import { expirationText } from '../formats/document.ts';
import type { ContainerEndpoint } from '../formats/variables.ts';

/** What the endpoint gives: the fields of the container provider. botocore and the SDK for JavaScript need the first four. */
export interface ServedCredentials {
  readonly credentials: Credentials;
  readonly expiration: Instant;
  readonly accountId: string | undefined;
}

/** Why there are no credentials now, and what to do, for the user of the program that asks. */
export interface Unavailable {
  readonly message: string;
}

/** A running server. */
export interface CredentialServer extends ContainerEndpoint {
  /** Ends it, and every connection to it. */
  close(): void;
}

/** Only this machine's own programs reach this address. There is no flag for another one (security.md section 8). */
const LOOPBACK = '127.0.0.1';

/** Limits of what a client may send, and of how long it may take. A request of an SDK has some 500 bytes and takes some ms. */
const LIMITS = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 3_000,
  requestTimeout: 3_000,
  connectionsCheckingInterval: 500,
  // `refusalOf` checks it, in every version of HTTP.
  requireHostHeader: false,
};

/** More connections are closed at once. */
const MAX_CONNECTIONS = 128;

/** Milliseconds after which a connection without traffic is closed, such as one that does not take its answer. */
const IDLE_LIMIT = 10_000;

/**
 * Starts the server on a free port, with a new token.
 *
 * @param getCredentials never waits for a user
 * @param debug logs one line for each request; it has nothing of what the client sent
 * @throws the system's error if the server cannot listen
 */
export async function startCredentialServer(
  getCredentials: () => Promise<ServedCredentials | Unavailable>,
  debug: (line: string) => void,
): Promise<CredentialServer> {
  const token = randomBytes(32).toString('base64url');
  const server = createServer(LIMITS, async (request, response) => {
    const refusal = refusalOf(request, { host: `${LOOPBACK}:${portOf(server)}`, token });
    const answer = refusal ?? (await getCredentials());
    const [status, body] = toResponse(answer);
    debug(`endpoint: ${status}${refusal === undefined ? '' : ` (${refusal.message})`}`);
    respond(response, status, body);
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.setTimeout(IDLE_LIMIT);
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  // Such as too many open files at a connection: the next one may work.
  server.on('error', ({ message }) => debug(`endpoint: ${message}`));
  return {
    url: `http://${LOOPBACK}:${portOf(server)}${PATH}`,
    token,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** The status, and the fields of the body. SDKs show `Message` of an answer that is not 200. */
function toResponse(
  answer: ServedCredentials | Unavailable | NonNullable<ReturnType<typeof refusalOf>>,
): readonly [status: number, body: Readonly<Record<string, string | undefined>>] {
  if ('status' in answer) return [answer.status, { Code: 'Refused', Message: answer.message }];
  if ('message' in answer) return [503, { Code: 'NoCredentials', Message: answer.message }];
  const { credentials, expiration, accountId } = answer;
  return [
    200,
    {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      Token: credentials.sessionToken,
      Expiration: expirationText(expiration),
      AccountId: accountId,
    },
  ];
}

/** The connection ends with the answer, so that an unread body or a second request never matters. */
function respond(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    Connection: 'close',
    ...(status === 405 && { Allow: 'GET' }),
  });
  response.end(text);
}

// Which requests the endpoint refuses. A token alone would do, but a web page must not even be able to try: with DNS
// rebinding, a page of any site reaches 127.0.0.1 under its own name (99designs/aws-vault#578), so `Host` must be ours and
// nothing may come from a browser. There are no CORS headers either.

/** The only path. */
const PATH = '/credentials';

/** Why a request is refused: an HTTP status, and a text that has nothing of the request. */
interface Refusal {
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
function refusalOf(request: IncomingMessage, expected: Expected): Refusal | undefined {
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
