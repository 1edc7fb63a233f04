/**
 * A way through a proxy to a target with TLS (CONNECT, RFC 9110 section 9.3.6).
 *
 * Not https-proxy-agent 9.1: it gives a refusal out as the target's own answer, compares the certificate of an
 * address with the proxy's name, keeps its socket when it is destroyed, and shows the password where DEBUG is set.
 */
import { type ClientRequest, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { type StopSignal, whyStopped } from '../util/abort.ts';
import { authority, type HostAndPort } from './host-and-port.ts';
import type { HttpProxy } from './http-proxy.ts';
import { ProxyError } from './proxy-error.ts';
import type { Trust } from './trust.ts';

/**
 * Asks the proxy for a connection to the target.
 *
 * @param trust who may say that it is the proxy, where it is spoken to over TLS
 * @throws ProxyError
 */
export function openTunnel(
  proxy: HttpProxy,
  target: HostAndPort,
  trust: Trust,
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
  trust: Trust,
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
