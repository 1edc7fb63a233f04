import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Leaf } from './authority.ts';
import { forward } from './forward.ts';

/** A TLS server in front of a stand-in. */
export interface TlsFront {
  /** `https://localhost:PORT`. */
  readonly url: string;
  /** Ends it, and every connection to it. */
  close(): Promise<void>;
}

/** A TLS server that shows a certificate and passes every request on to an upstream; it does not listen. */
export function tlsServer(leaf: Leaf, upstream: string): Server {
  const server = createServer({ ...leaf }, (incoming, response) => {
    forward(incoming, response, upstream, incoming.url ?? '/');
  });
  // A client that does not trust the certificate ends the handshake: the tests look at what it says.
  server.on('tlsClientError', () => undefined);
  return server;
}

/**
 * Starts a TLS server on loopback, for tests of `AWS_CA_BUNDLE`.
 *
 * @param leaf what it shows, such as `authority.leaf('localhost')`
 * @param upstream the stand-in behind it
 */
export async function startTlsFront(leaf: Leaf, upstream: string): Promise<TlsFront> {
  const server = tlsServer(leaf, upstream);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `https://localhost:${port}`, close };
}
