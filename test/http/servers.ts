/** Real servers on this machine: a target that says what it was asked, and a proxy that makes tunnels. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { ServerCertificate } from './certificates.ts';

/** A server that listens until the running test has ended. */
export interface Listening {
  readonly port: number;
}

async function listening(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => {}));
  });
  server.on('tlsClientError', () => {});
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port };
}

/** A target of requests. */
export interface StartedTarget extends Listening {
  /** When the first request has come. */
  readonly arrived: Promise<void>;
}

/** Answers every request with its method, path, host header and body after so many milliseconds. */
export async function startTarget(
  certificate?: ServerCertificate,
  delay = 0,
): Promise<StartedTarget> {
  const arrived = signal();
  const server = serverWith(certificate).on('request', async (request, response) => {
    arrived.give();
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    setTimeout(() => response.end(`${method} ${url} ${headers.host} ${body}`), delay).unref();
  });
  return { ...(await listening(server)), arrived: arrived.given };
}

function serverWith(certificate: ServerCertificate | undefined): Server {
  return certificate === undefined ? createServer() : createSecureServer(certificate);
}

/** What a proxy was asked for. */
export interface AskedTunnel {
  /** `HOST:PORT`. */
  readonly path: string | undefined;
  readonly host: string | undefined;
  readonly authorization: string | undefined;
}

/** A proxy that takes tunnels to any host as ones to this machine. */
export interface ConnectProxy extends Listening {
  readonly asked: AskedTunnel[];
  /** When the first asker has come. */
  readonly arrived: Promise<void>;
  /** When the first asker has gone. */
  readonly left: Promise<void>;
}

/** How a proxy behaves. */
export interface ProxyBehaviour {
  /** It speaks TLS. */
  readonly certificate?: ServerCertificate;
  /** It answers with these bytes and ends the connection, or, with `silence`, does nothing at all. */
  readonly answer?: string | 'silence';
}

/** Starts a proxy. */
export async function startProxy({
  certificate,
  answer,
}: ProxyBehaviour = {}): Promise<ConnectProxy> {
  const asked: AskedTunnel[] = [];
  const arrived = signal();
  const left = signal();
  const server = serverWith(certificate).on(
    'connect',
    ({ url, headers }: IncomingMessage, socket: Duplex) => {
      const { host, 'proxy-authorization': authorization } = headers;
      asked.push({ path: url, host, authorization });
      socket
        .on('error', () => {})
        .on('end', () => socket.end())
        .on('close', left.give);
      arrived.give();
      if (answer === undefined) makeTunnel(url ?? '', socket);
      else if (answer !== 'silence') socket.end(answer);
      else socket.resume();
    },
  );
  return { ...(await listening(server)), asked, arrived: arrived.given, left: left.given };
}

function makeTunnel(target: string, socket: Duplex): void {
  const port = Number(/\d+$/.exec(target)?.[0]);
  const upstream = connect(port, '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    upstream.pipe(socket);
    socket.pipe(upstream);
  });
  upstream.on('error', () => socket.destroy());
  socket.on('close', () => upstream.destroy());
}

function signal(): { given: Promise<void>; give: () => void } {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}
