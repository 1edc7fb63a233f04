/**
 * Connections with TLS where the environment names a proxy. It is chosen per connection, because an SDK client finds
 * its host only when it is called, and may be told another one.
 */
import type { ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { Agent, type AgentConnectOpts } from 'agent-base';
import { type Stopped, stopSignal } from '../util/abort.ts';
import type { Environment } from '../system.ts';
import { proxyFor } from './proxy-env.ts';
import type { Trust } from './trust.ts';
import { openTunnel } from './tunnel.ts';

/** What decides about a connection. */
export interface ProxySettings {
  readonly env: Environment;
  readonly trust: Trust;
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
