/**
 * The one place that decides how the requests of AWS SDK clients leave this machine: through which proxy, whom they
 * trust, how long they wait, and how much they read. Node and the SDK look at none of the variables by themselves.
 */
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Environment } from '../system.ts';
import { boundAnswers } from './bounded-answers.ts';
import type { CaBundle } from './ca-bundle.ts';
import { ForwardingHandler } from './forwarding-handler.ts';
import { namesProxy, proxyFor } from './proxy-env.ts';
import { trustIn } from './trust.ts';

/** What is configured about the way of a request. */
export interface HttpSettings {
  readonly env: Environment;
  /** The only certificates to trust; undefined for node's own. They hold for a proxy too: it is as far as TLS goes. */
  readonly caBundle: CaBundle | undefined;
}

/** Milliseconds. */
export interface TimeLimits {
  /** Until there is a connection, a proxy's answer included. */
  readonly connectionTimeout: number;
  /** Until the head of the answer is here. */
  readonly requestTimeout: number;
}

/** A dead host shows in this time; AWS itself answers in well under a second. */
const TIME_LIMITS: TimeLimits = { connectionTimeout: 5_000, requestTimeout: 10_000 };

/** So much earlier than the SDK gives up does a tunnel, so that it is the proxy that gets the blame. */
const MOMENT = 100;

/**
 * What an SDK client sends its requests with. Whoever made the client must `destroy()` it, which ends all its connections.
 * A request throws `ConfigError` (`invalid-environment`) where its proxy variable is no proxy, `ProxyError` where the
 * proxy gives no way, and node's own errors.
 *
 * @throws CaBundleError
 */
export function requestHandler(
  { env, caBundle }: HttpSettings,
  limits = TIME_LIMITS,
): NodeHttpHandler {
  const trust = trustIn(caBundle);
  boundAnswers();
  const common = { ...limits, throwOnRequestTimeout: true };
  if (!namesProxy(env)) {
    const httpAgent = { keepAlive: false };
    return new NodeHttpHandler({ ...common, httpAgent, httpsAgent: { ...httpAgent, ...trust } });
  }
  const options = async () => {
    const { ProxyAgent } = await proxyAgent();
    const { connectionTimeout } = limits;
    const httpsAgent = new ProxyAgent({ env, trust, connectionTimeout });
    const patience = connectionTimeout + MOMENT;
    return { ...common, connectionTimeout: patience, httpAgent: { keepAlive: false }, httpsAgent };
  };
  return new ForwardingHandler(options, env);
}

/** Loaded only where it is needed, because most people have no proxy. */
const proxyAgent = () => import('./proxy-agent.ts');

/**
 * Makes sure that requests to this URL can leave this machine, as far as that is known without the network. To be called
 * before a one-time code is taken, which a request that fails would waste.
 *
 * @throws CaBundleError, ConfigError `invalid-environment` for a proxy variable that names no proxy
 */
export async function checkWay(url: URL, { env, caBundle }: HttpSettings): Promise<void> {
  trustIn(caBundle);
  await checkProxy(url, env);
}

/**
 * The same for a URL whose handler is there already, and with it the certificates.
 *
 * @throws ConfigError
 */
export async function checkProxy(url: URL, env: Environment): Promise<void> {
  const { protocol, hostname, port } = url;
  const isTls = protocol === 'https:';
  const host = hostname.replace(/^\[|\]$/g, '');
  const target = {
    protocol: isTls ? 'https:' : 'http:',
    host,
    port: Number(port) || (isTls ? 443 : 80),
  } as const;
  if (proxyFor(target, env) !== undefined) await proxyAgent();
}
