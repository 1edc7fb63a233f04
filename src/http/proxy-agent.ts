/**
 * Connections with TLS where the environment names a proxy. It is chosen per connection, because an SDK client finds
 * its host only when it is called, and may be told another one.
 */

import { type ClientRequest, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { Agent, type AgentConnectOpts } from 'agent-base';
import type { Environment } from '../system.ts';
import { type Stopped, type StopSignal, stopSignal, whyStopped } from '../util/abort.ts';
import type { TlsOptions } from './ca-bundle.ts';
import { authority, type HostAndPort, type HttpProxy, ProxyError, proxyFor } from './proxy-env.ts';

/** What decides about a connection. */
export interface ProxySettings {
  readonly env: Environment;
  readonly trust: TlsOptions;
  /** Milliseconds until the proxy must have made the connection. */
  readonly connectionTimeout: number;
}

/** Connects to targets of https, directly or through their proxy. No connection is kept for another request. */
export class ProxyAgent extends Agent {
  readonly #settings: ProxySettings;
  readonly #stop = new AbortController();

  constructor(settings: ProxySettings) {
    super({ keepAlive: false });
    this.#settings = settings;
  }

  /** Known, and not guessed from the call stack as in agent-base: a wrong guess would send a code in the clear. */
  override isSecureEndpoint(): boolean {
    return true;
  }

  override async connect(_: ClientRequest, options: AgentConnectOpts): Promise<Duplex> {
    const tunnel = await this.#tunnel(options);
    // Verified against the host of the target, tunnel or not.
    return connectTls({ ...options, ...this.#settings.trust, ...(tunnel && { socket: tunnel }) });
  }

  async #tunnel({ host = 'localhost', port }: AgentConnectOpts): Promise<Duplex | undefined> {
    const { env, trust, connectionTimeout } = this.#settings;
    const target = { protocol: 'https:', host, port: Number(port) } as const;
    const proxy = proxyFor(target, env);
    return (
      proxy && openTunnel(proxy, target, trust, stopSignal(connectionTimeout, this.#stop.signal))
    );
  }

  /** Ends what is in use and what is being made; there are no tunnels after it. */
  override destroy(): void {
    this.#stop.abort('cancelled' satisfies Stopped);
    super.destroy();
  }
}

// A way through a proxy to a target with TLS (CONNECT, RFC 9110 section 9.3.6).
//
// Not https-proxy-agent 9.1: it gives a refusal out as the target's own answer, compares the certificate of an
// address with the proxy's name, keeps its socket when it is destroyed, and shows the password where DEBUG is set.

/**
 * Asks the proxy for a connection to the target.
 *
 * @param trust who may say that it is the proxy, where it is spoken to over TLS
 * @throws ProxyError
 */
function openTunnel(
  proxy: HttpProxy,
  target: HostAndPort,
  trust: TlsOptions,
  stop: StopSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const request = connectRequest(proxy, authority(target), trust, stop);
    request.on('error', (error) => reject(failure(proxy, error, stop)));
    request.on('connect', ({ statusCode = 0, statusMessage }, socket: Socket) => {
      if (statusCode >= 200 && statusCode < 300) return resolve(socket);
      socket.destroy();
      const answer = `${statusCode} ${statusMessage}`.trimEnd();
      reject(new ProxyError(proxy, ` answered ${answer}`, 'PROXY_REFUSED'));
    });
    request.end();
  });
}

function connectRequest(
  proxy: HttpProxy,
  path: string,
  trust: TlsOptions,
  signal: StopSignal,
): ClientRequest {
  const { secure, host, port } = proxy;
  const authorization = proxy.authorization();
  const headers = { host: path, ...(authorization && { 'proxy-authorization': authorization }) };
  // Without a server name of its own, node takes the one of the host header: the target's.
  const servername = isIP(host) === 0 ? host : '';
  const options = { host, port, method: 'CONNECT', path, headers, agent: false, signal } as const;
  return secure ? httpsRequest({ ...options, ...trust, servername }) : httpRequest(options);
}

function failure(proxy: HttpProxy, error: NodeJS.ErrnoException, stop: StopSignal): ProxyError {
  const { message, code = 'PROXY_FAILED' } = error;
  if (!stop.aborted) return new ProxyError(proxy, `: ${message || code}`, code, { cause: error });
  return whyStopped(stop) === 'timed-out'
    ? new ProxyError(proxy, ' did not answer in time', 'ETIMEDOUT')
    : new ProxyError(proxy, ': given up', 'ECANCELED');
}
