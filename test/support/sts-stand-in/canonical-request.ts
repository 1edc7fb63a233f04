import { createHash } from 'node:crypto';
import { posix } from 'node:path';

/** An HTTP request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, still encoded. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** The SHA-256 of a text or a body, in hexadecimal. */
export function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}

function uriEncode(text: string): string {
  const sparedByJavaScript = /[!'()*]/g;
  return encodeURIComponent(text).replace(
    sparedByJavaScript,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Every service but S3 encodes the path once more than it is on the wire. */
function canonicalPath(path: string): string {
  return posix.normalize(path).split('/').map(uriEncode).join('/');
}

function canonicalQuery(query: string): string {
  const pairs = [...new URLSearchParams(query)].map(
    ([name, value]) => [uriEncode(name), uriEncode(value)] as const,
  );
  const order = (a: string, b: string) => (a < b ? -1 : Number(a > b));
  return pairs
    .sort((a, b) => order(a[0], b[0]) || order(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function canonicalHeader(name: string, values: readonly string[] = []): string {
  return `${name}:${values.map((value) => value.trim().replace(/ +/g, ' ')).join(',')}\n`;
}

/** The canonical form of a request: what its signature is about (step 1 of the specification). */
export function canonicalRequest(request: WireRequest, signedHeaders: readonly string[]): string {
  const [path = '/', query = ''] = request.target.split('?', 2);
  return [
    request.method,
    canonicalPath(path),
    canonicalQuery(query),
    signedHeaders.map((name) => canonicalHeader(name, request.headers[name])).join(''),
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
}
