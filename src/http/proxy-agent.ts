/**
 * Makes TLS connections where the environment names a proxy, through a tunnel (CONNECT). The proxy is chosen per connection,
 * because an SDK client knows its host only when it is called.
 */

import { type ClientRequest, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { Agent, type AgentConnectOpts } from 'agent-base';
import type { Environment } from '../system.ts';
import { type Stopped, type StopSignal, stopSignal, whyStopped } from '../util/errors.ts';
import type { TlsOptions } from './ca-bundle.ts';
import { authority, type HostAndPort, type HttpProxy, ProxyError, proxyFor } from './proxy-env.ts';

/** The settings of a connection. */
interface ProxySettings {
  readonly env: Environment;
  readonly trust: TlsOptions;
  /** Milliseconds until the proxy must have made the connection. */
  readonly connectionTimeout: number;
}

/** Connects to https targets, directly or through a proxy. Each request gets its own connection. */
export class ProxyAgent extends Agent {
  readonly #settings: ProxySettings;
  readonly #stop = new AbortController();

  constructor(settings: ProxySettings) {
    super({ keepAlive: false });
    this.#settings = settings;
  }

  /** Always true. agent-base guesses it from the call stack, and a wrong guess would send an MFA code unencrypted. */
  override isSecureEndpoint(): boolean {
    return true;
  }

  override async connect(_: ClientRequest, options: AgentConnectOpts): Promise<Duplex> {
    const tunnel = await this.#tunnel(options);
    // The certificate is verified against the host of the target, with or without a tunnel.
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

  /** Closes all connections and cancels tunnels in progress; no tunnel can be opened afterwards. */
  override destroy(): void {
    this.#stop.abort('cancelled' satisfies Stopped);
    super.destroy();
  }
}

/**
 * Asks the proxy for a connection to the target (CONNECT, RFC 9110 section 9.3.6).
 *
 * This does not use https-proxy-agent 9.1, because that returns a refusal as the target's own answer, compares the certificate
 * of an IP address with the proxy's name, keeps its socket when it is destroyed, and shows the password if DEBUG is set.
 *
 * @param trust the TLS options for a proxy that is called over TLS
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
  // Without an explicit server name, node uses the name in the host header, which is the target's.
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
