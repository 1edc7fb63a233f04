import type { IncomingMessage, ServerResponse } from 'node:http';
import { forward } from './forward.ts';

/** Passes a request for an `http://` URL on. Anything else is no request for a proxy, and refused with 400. */
export function passOn(
  incoming: IncomingMessage,
  response: ServerResponse,
  upstreamOf: (host: string) => string,
): void {
  const { url = '' } = incoming;
  if (!url.startsWith('http://')) {
    response.writeHead(400).end();
    return;
  }
  const { hostname, pathname, search } = new URL(url);
  forward(incoming, response, upstreamOf(hostname), pathname + search);
}
