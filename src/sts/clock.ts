/** Compares this machine's clock with STS's, by the `Date` header of the answer to an unsigned request. */

import { STSClient } from '@aws-sdk/client-sts';
import { HttpRequest } from '@smithy/core/protocols';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { ConfigError } from '../config/errors.ts';
import type { ClientOptions, StsEndpoint } from '../config/plan.ts';
import { CaBundleError } from '../http/ca-bundle.ts';
import { ProxyError } from '../http/proxy-env.ts';
import { clientSettings, requestHandler } from '../http/request-handler.ts';
import type { System } from '../system.ts';
import { stsUrl } from './send.ts';

/** Milliseconds by which STS's clock is ahead of this machine's, or why that is not known. */
type StsClock =
  | { readonly host: string; readonly ahead: number }
  | { readonly host: string; readonly reason: string };

/** The request. Its answer is an error, which has a date like every answer. */
const QUERY = { Action: 'GetCallerIdentity', Version: '2011-06-15' };

/** Asks STS for the time. Never throws. */
export async function stsClock(
  endpoint: StsEndpoint,
  transport: ClientOptions,
  { env, now }: Pick<System, 'env' | 'now'>,
): Promise<StsClock> {
  let handler: NodeHttpHandler | undefined;
  let host = endpoint.region;
  try {
    handler = requestHandler({ env, caBundle: transport.caBundle });
    const url = stsUrl(new STSClient(clientSettings(endpoint, transport, handler)), endpoint);
    host = url.host;
    const sent = now();
    const date = await dateOf(handler, url);
    const middle = (sent + now()) / 2;
    // The date has whole seconds only: half a second more is the best guess.
    return date === undefined
      ? { host, reason: 'its answer has no date' }
      : { host, ahead: Math.round(date + 500 - middle) };
  } catch (error) {
    return { host, reason: reasonOf(error) };
  } finally {
    handler?.destroy();
  }
}

async function dateOf(handler: NodeHttpHandler, url: URL): Promise<number | undefined> {
  const { protocol, hostname, port, pathname: path, host } = url;
  const headers = { host };
  const parts = { protocol, hostname, path, query: QUERY, headers, method: 'GET' };
  const request = new HttpRequest(port === '' ? parts : { ...parts, port: Number(port) });
  const { response } = await handler.handle(request);
  response.body?.destroy?.();
  const date = Date.parse(response.headers.date ?? '');
  return Number.isNaN(date) ? undefined : date;
}

/** Shows the code or kind of an error, because its message may hold any text. */
function reasonOf(error: unknown): string {
  if (error instanceof ConfigError && error.details.kind === 'invalid-environment')
    return `${error.details.variable} ${error.details.problem}`;
  if (error instanceof CaBundleError)
    return `the certificates in ${error.details.path} cannot be used`;
  if (error instanceof ProxyError) return error.message;
  const { code, name } = error as NodeJS.ErrnoException;
  return code ?? name;
}
