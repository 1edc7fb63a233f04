import { authority } from './host-and-port.ts';
import type { HttpProxy } from './http-proxy.ts';

/**
 * A proxy gave no way to the target. Whatever was to be sent, a one-time code among it, has not left this machine.
 * It says which proxy, and never with which password.
 */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  /** Node's own code such as `ECONNREFUSED`, or `PROXY_REFUSED` for an answer of the proxy. */
  readonly code: string;

  constructor({ host, port }: HttpProxy, problem: string, code: string, options?: ErrorOptions) {
    super(`proxy ${authority({ host, port })}${problem}`, options);
    this.code = code;
  }
}
