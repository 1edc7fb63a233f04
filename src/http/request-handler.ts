/**
 * Makes the request handler and the settings of AWS SDK clients: proxy, trusted certificates, time limits and size limit. Node
 * and the SDK read none of the variables themselves.
 */

import { HttpRequest, type HttpResponse } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ClientOptions, ServiceEndpoint } from '../config/plan-calls.ts';
import type { Environment } from '../system.ts';
import { type CaBundle, tlsOptions } from './ca-bundle.ts';
import { authority, type HttpProxy, namesProxy, ProxyError, proxyFor } from './proxy-env.ts';
import { boundAnswers } from './requests.ts';

/** The proxy variables and the certificates of a request. */
export interface HttpSettings {
  readonly env: Environment;
  /** The only certificates to trust, for a proxy too; undefined for node's own. */
  readonly caBundle: CaBundle | undefined;
}

/** Milliseconds. */
export interface TimeLimits {
  /** Until the connection is made, including a proxy's answer. */
  readonly connectionTimeout: number;
  /** Until the head of the answer arrives. */
  readonly requestTimeout: number;
}

/** Enough to detect a dead host; AWS itself answers in well under a second. */
const TIME_LIMITS: TimeLimits = { connectionTimeout: 5_000, requestTimeout: 10_000 };

/** Milliseconds. A tunnel times out this much earlier than the SDK, so that the error names the proxy. */
const TUNNEL_MARGIN = 100;

/**
 * Makes the handler that sends an SDK client's requests. The caller must `destroy()` it, which closes all its connections.
 * A request throws `ConfigError` (`invalid-environment`) if its proxy variable is invalid, `ProxyError` if the proxy does not
 * connect, and node's own errors.
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
    const { ProxyAgent } = await loadProxyAgent();
    const { connectionTimeout } = limits;
    const httpsAgent = new ProxyAgent({ env, trust, connectionTimeout });
    const sdkTimeout = connectionTimeout + TUNNEL_MARGIN;
    return {
      ...common,
      connectionTimeout: sdkTimeout,
      httpAgent: { keepAlive: false },
      httpsAgent,
    };
  };
  return new ForwardingHandler(options, env);
}

/** Loaded only when needed, because most machines have no proxy. */
const loadProxyAgent = () => import('./proxy-agent.ts');

/**
 * Checks the certificates and the proxy variable for this URL, without the network. Call it before an MFA code is taken, which
 * a failed request would waste.
 *
 * @throws CaBundleError, ConfigError `invalid-environment` for an invalid proxy variable
 */
export async function checkWay(url: URL, { env, caBundle }: HttpSettings): Promise<void> {
  tlsOptions(caBundle);
  await checkProxy(url, env);
}

/**
 * Checks only the proxy variable, for a URL whose handler exists and has read the certificates.
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
  if (proxyFor(target, env) !== undefined) await loadProxyAgent();
}

/**
 * The settings of an SDK client that calls this endpoint. All are explicit, so that the SDK reads neither the environment nor
 * the config files again by its own rules.
 */
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

type Options = ConstructorParameters<typeof NodeHttpHandler>[0];
type Answer = Promise<{ readonly response: HttpResponse }>;

/**
 * Sends http requests to the proxy from the environment, with the URL instead of the path (absolute-form, RFC 9112 section
 * 3.2.2), which every proxy accepts. https requests use the tunnels of their agent (`proxy-agent.ts`).
 */
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
    // Only a proxy answers 407.
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
