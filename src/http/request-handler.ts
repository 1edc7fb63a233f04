/**
 * The one place that decides how the requests of AWS SDK clients leave this machine: through which proxy, whom they
 * trust, how long they wait, and how much they read. Node and the SDK look at none of the variables by themselves.
 */

import { HttpRequest, type HttpResponse } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ClientOptions, ServiceEndpoint } from '../config/plan.ts';
import type { Environment } from '../system.ts';
import { boundAnswers } from './bounded-answers.ts';
import { type CaBundle, tlsOptions } from './ca-bundle.ts';
import { authority, type HttpProxy, namesProxy, ProxyError, proxyFor } from './proxy-env.ts';

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
  const trust = tlsOptions(caBundle);
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
  tlsOptions(caBundle);
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

// What every client of an AWS service is made with. Everything is told to the SDK explicitly, so that it reads neither
// the environment nor the config files a second time by rules of its own.

/** The settings of a client that calls this endpoint in this way. */
export function clientSettings(
  endpoint: ServiceEndpoint,
  { maxAttempts, retryMode }: ClientOptions,
  requestHandler: NodeHttpHandler,
) {
  const schemes: string[] = ['sigv4'];
  const regionSet: string[] = [];
  return {
    region: endpoint.region,
    ...(endpoint.url === undefined ? {} : { endpoint: endpoint.url }),
    ignoreConfiguredEndpointUrls: true,
    disableClockSkewCorrection: false,
    maxAttempts,
    retryMode,
    defaultsMode: 'standard' as const,
    useFipsEndpoint: endpoint.useFips,
    useDualstackEndpoint: endpoint.useDualStack,
    authSchemePreference: schemes,
    sigv4aSigningRegionSet: regionSet,
    userAgentAppId: async () => undefined,
    requestHandler,
  };
}

// Plain requests through a proxy: they are sent to it whole, with the URL in the place of the path (absolute-form, RFC 9112
// section 3.2.2), which every proxy takes. What is sent over TLS has a tunnel of its own (`proxy-agent.ts`).

type Options = ConstructorParameters<typeof NodeHttpHandler>[0];
type Answer = Promise<{ readonly response: HttpResponse }>;

/** Sends https as its agent does, and http to the proxy that the environment names for it. */
class ForwardingHandler extends NodeHttpHandler {
  readonly #env: Environment;

  constructor(options: Options, env: Environment) {
    super(options);
    this.#env = env;
  }

  override async handle(...[request, options]: Parameters<NodeHttpHandler['handle']>): Answer {
    const proxy = this.#proxyFor(request);
    if (proxy === undefined) return super.handle(request, options);
    const answer = await super.handle(forwarded(request, proxy), options);
    const { statusCode, reason } = answer.response;
    // Only a proxy says so.
    if (statusCode !== 407) return answer;
    throw new ProxyError(proxy, ` answered 407 ${reason ?? ''}`.trimEnd(), 'PROXY_REFUSED');
  }

  #proxyFor({ protocol, hostname, port = 80 }: HttpRequest): HttpProxy | undefined {
    const host = hostname.replace(/^\[|\]$/g, '');
    return protocol === 'http:' ? proxyFor({ protocol, host, port }, this.#env) : undefined;
  }
}

function forwarded(request: HttpRequest, proxy: HttpProxy): HttpRequest {
  const { hostname, port = 80, path, headers } = request;
  const authorization = proxy.authorization();
  const host = hostname.replace(/^\[|\]$/g, '');
  return Object.assign(HttpRequest.clone(request), {
    protocol: proxy.secure ? 'https:' : 'http:',
    hostname: proxy.host,
    port: proxy.port,
    path: `http://${authority({ host, port })}${path}`,
    headers: { ...headers, ...(authorization && { 'proxy-authorization': authorization }) },
  });
}
