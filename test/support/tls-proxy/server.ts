import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type TlsProxyOptions, upstreamOf } from './options.ts';
import { passOn } from './plain-request.ts';
import { encodedCredentials, type ProxiedRequest, recordOf } from './proxied-request.ts';
import { openTunnel, refuseTunnel } from './tunnel.ts';

export type { TlsProxyOptions };

/** A running HTTP proxy on loopback, which answers for every host itself. */
export interface TlsProxy {
  /** For `HTTPS_PROXY`: `http://127.0.0.1:PORT`, with the credentials in it where some are needed. */
  readonly url: string;
  /** Every CONNECT and every plain request so far; it grows. What goes through a tunnel, the stand-in behind records. */
  readonly requests: readonly ProxiedRequest[];
  /** Every secret that must not leak: the password, as it is and as it is sent. */
  readonly secrets: readonly string[];
  /** Ends it, and every connection through it. */
  close(): Promise<void>;
}

const REALM = 'Basic realm="Example"';

function newServer(options: TlsProxyOptions, requests: ProxiedRequest[]): Server {
  const server = createServer((incoming, response) => {
    const record = recordOf(incoming, options.credentials);
    requests.push(record);
    if (record.isAdmitted) passOn(incoming, response, (host) => upstreamOf(options, host));
    else response.writeHead(407, { 'proxy-authenticate': REALM }).end();
  });
  return server.on('connect', (incoming, socket, head) => {
    // A client that breaks off the handshake is part of the tests.
    socket.on('error', () => undefined);
    const record = recordOf(incoming, options.credentials);
    requests.push(record);
    if (record.isAdmitted) openTunnel(options, record.target, socket, head);
    else
      refuseTunnel(socket, '407 Proxy Authentication Required', `Proxy-Authenticate: ${REALM}\r\n`);
  });
}

function end(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Tunnels are no longer the server's own connections: it would wait for them.
    for (const socket of sockets) socket.destroy();
  });
}

/**
 * Starts an HTTP proxy that takes the part of every host it is asked for: with TLS for those that it opens a tunnel to,
 * plainly for `http://` URLs. Behind it is a stand-in, which sees the requests as the client sent them.
 */
export async function startTlsProxy(options: TlsProxyOptions): Promise<TlsProxy> {
  const { credentials } = options;
  const requests: ProxiedRequest[] = [];
  const sockets = new Set<Socket>();
  const server = newServer(options, requests);
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const [user = '', password = ''] = credentials?.split(/:(.*)/s) ?? [];
  const inUrl = `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`;
  return {
    url: `http://${credentials ? inUrl : ''}127.0.0.1:${port}`,
    requests,
    secrets: credentials ? [password, encodedCredentials(credentials)] : [],
    close: () => end(server, sockets),
  };
}
