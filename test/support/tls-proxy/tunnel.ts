import type { Duplex } from 'node:stream';
import { type TlsProxyOptions, upstreamOf } from './options.ts';
import { tlsServer } from './tls-front.ts';

/** Answers a CONNECT with a refusal, and ends the connection. */
export function refuseTunnel(socket: Duplex, status: string, header = ''): void {
  socket.end(`HTTP/1.1 ${status}\r\n${header}Content-Length: 0\r\nConnection: close\r\n\r\n`);
}

/**
 * Answers a CONNECT with a tunnel. At its other end is not the real host, but a TLS server with a certificate for it.
 *
 * @param target `host:443`
 * @param head what the client has sent already
 */
export function openTunnel(
  options: TlsProxyOptions,
  target: string,
  socket: Duplex,
  head: Buffer,
): void {
  const { authority, leaf = authority.leaf, connect } = options;
  const [host = ''] = target.split(':');
  if (connect === 'hang') return;
  if (connect === 'refuse') {
    refuseTunnel(socket, '502 Bad Gateway');
    return;
  }
  if (head.length > 0) socket.unshift(head);
  socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  // It never listens: the tunnel is its one connection.
  tlsServer(leaf(host), upstreamOf(options, host)).emit('connection', socket);
}
