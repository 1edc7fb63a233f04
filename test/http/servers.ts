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
  /** What the last request showed a proxy. */
  authorization(): string | undefined;
}

/** Answers every request with its method, path, host header and body after so many milliseconds. */
export async function startTarget(
  certificate?: ServerCertificate,
  delay = 0,
  status = 200,
): Promise<StartedTarget> {
  let authorization: string | undefined;
  const arrived = signal();
  const server = serverWith(certificate).on('request', async (request, response) => {
    arrived.give();
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    authorization = headers['proxy-authorization'];
    response.statusCode = status;
    setTimeout(() => response.end(`${method} ${url} ${headers.host} ${body}`), delay).unref();
  });
  const listens = await listening(server);
  return { ...listens, arrived: arrived.given, authorization: () => authorization };
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
  /** In the place of a tunnel it answers with these bytes, and ends the connection. */
  readonly answer?: string;
  /** It leaves the connection open behind its answer. */
  readonly stays?: boolean;
}

/** For a proxy that takes connections and never says anything. */
export const SILENT: ProxyBehaviour = { answer: '', stays: true };

/** Starts a proxy. */
export async function startProxy(behaviour: ProxyBehaviour = {}): Promise<ConnectProxy> {
  const asked: AskedTunnel[] = [];
  const arrived = signal();
  const left = signal();
  const behave = ({ url, headers }: IncomingMessage, socket: Duplex) => {
    const { host, 'proxy-authorization': authorization } = headers;
    asked.push({ path: url, host, authorization });
    arrived.give();
    socket.on('error', () => {});
    const { answer } = behaviour;
    if (answer === undefined) makeTunnel(Number(/\d+$/.exec(url ?? '')?.[0]), socket);
    else refuse(answer, behaviour, socket);
  };
  const server = serverWith(behaviour.certificate).on('connect', behave);
  // On a busy machine a client may leave before its request is here.
  server.on('connection', (socket) => socket.on('close', left.give));
  const listens = await listening(server);
  return { ...listens, asked, arrived: arrived.given, left: left.given };
}

function refuse(answer: string, { stays }: ProxyBehaviour, socket: Duplex): void {
  socket.on('end', () => socket.end()).resume();
  if (stays) socket.write(answer);
  else socket.end(answer);
}

function makeTunnel(port: number, socket: Duplex): void {
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
