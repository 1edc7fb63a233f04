/** One form, posted once: what is secret travels in the body, and never on to where an answer points. */
import { addAbortSignal, type Readable } from 'node:stream';
import { HttpRequest } from '@smithy/core/protocols';
import type { StopSignal } from '../util/abort.ts';
import { type HttpSettings, requestHandler } from './request-handler.ts';

/** What came back. */
export interface FormAnswer {
  /** Whatever it is: a redirect is not followed. */
  readonly statusCode: number;
  readonly body: string;
}

/** Bytes of an answer that are read; nobody who is asked with a form here has more to say. */
const LONGEST_ANSWER = 64 * 1024;

/**
 * Posts the fields, by the rules for proxies, certificates and time limits that calls of AWS have.
 *
 * @throws CaBundleError, ConfigError for a proxy that is none, ProxyError, and node's own errors
 */
export async function postForm(
  url: URL,
  fields: Readonly<Record<string, string>>,
  settings: HttpSettings,
  stop: StopSignal,
): Promise<FormAnswer> {
  const handler = requestHandler(settings);
  try {
    const request = formRequest(url, new URLSearchParams(fields).toString());
    const { response } = await handler.handle(request, { abortSignal: stop });
    const body = await beginning(addAbortSignal(stop, response.body as Readable));
    return { statusCode: response.statusCode, body };
  } finally {
    handler.destroy();
  }
}

function formRequest({ protocol, hostname, port, host, pathname }: URL, body: string): HttpRequest {
  return new HttpRequest({
    method: 'POST',
    protocol,
    hostname,
    ...(port && { port: Number(port) }),
    path: pathname,
    headers: {
      host,
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'swrole',
    },
    body,
  });
}

async function beginning(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= LONGEST_ANSWER) break;
  }
  return Buffer.concat(chunks).subarray(0, LONGEST_ANSWER).toString('utf8');
}
