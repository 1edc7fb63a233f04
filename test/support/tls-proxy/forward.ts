import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';

/** Headers of one connection, which are not passed on (RFC 9110, section 7.6.1), and what is for the proxy alone. */
const OF_CONNECTION = new Set([
  'connection',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'transfer-encoding',
]);

function passedHeaders(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_text, index) => {
    const name = rawHeaders[index - (index % 2)] ?? '';
    return !OF_CONNECTION.has(name.toLowerCase());
  });
}

/**
 * Passes a request on to an upstream and its answer back. `Host` stays as the client sent it, because the client's
 * signature is about it.
 *
 * @param upstream its origin, `http://127.0.0.1:PORT`
 * @param path path and query of the request
 */
export function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  upstream: string,
  path: string,
): void {
  const { hostname, port } = new URL(upstream);
  const headers = passedHeaders(incoming.rawHeaders);
  const { method = '' } = incoming;
  const outgoing = request({ hostname, port, method, path, headers, agent: false });
  const giveUp = () => response.destroy();
  outgoing.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, passedHeaders(answer.rawHeaders));
    pipeline(answer, response, (error) => error && giveUp());
  });
  response.on('close', () => outgoing.destroy());
  pipeline(incoming, outgoing, (error) => error && giveUp());
}
