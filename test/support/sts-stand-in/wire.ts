import type { IncomingMessage } from 'node:http';
import type { Params } from './action.ts';
import type { WireRequest } from './canonical-request.ts';

const FORM = 'application/x-www-form-urlencoded';

/** A request read to its end. Rejects if the connection ends before. */
export async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return {
    method: incoming.method ?? '',
    target: incoming.url ?? '',
    headers: incoming.headersDistinct,
    body: Buffer.concat(chunks),
  };
}

/** The parameters in a request's body; none if it is not a form. */
export function formParams({ headers, body }: WireRequest): Params {
  const isForm = headers['content-type']?.[0]?.split(';')[0]?.trim() === FORM;
  return isForm ? Object.fromEntries(new URLSearchParams(body.toString())) : {};
}
