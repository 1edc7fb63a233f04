/**
 * Plain requests through a proxy: they are sent to it whole, with the URL in the place of the path (absolute-form, RFC 9112
 * section 3.2.2), which every proxy takes. What is sent over TLS has a tunnel of its own (`proxy-agent.ts`).
 */
import { HttpRequest, type HttpResponse } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Environment } from '../system.ts';
import { authority } from './host-and-port.ts';
import type { HttpProxy } from './http-proxy.ts';
import { ProxyError } from './proxy-error.ts';
import { proxyFor } from './proxy-env.ts';

type Options = ConstructorParameters<typeof NodeHttpHandler>[0];
type Answer = Promise<{ readonly response: HttpResponse }>;

/** Sends https as its agent does, and http to the proxy that the environment names for it. */
export class ForwardingHandler extends NodeHttpHandler {
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
