import type { ServerResponse } from 'node:http';
import type { Params, Service } from './action.ts';
import { perform } from './actions.ts';
import type { WireRequest } from './canonical-request.ts';
import type { Fault } from './faults.ts';
import { Refusal } from './refusal.ts';
import { errorXml, successXml } from './xml.ts';

/** An answer before it is sent. */
export interface Answer {
  readonly status: number;
  readonly errorCode: string | undefined;
  readonly requestId: string;
  readonly body: string;
}

function errorAnswer(refusal: Refusal, requestId: string): Answer {
  const body = errorXml(refusal, requestId);
  return { status: refusal.status, errorCode: refusal.code, requestId, body };
}

function ownAnswer(
  request: WireRequest,
  params: Params,
  service: Service,
  requestId: string,
): Answer {
  try {
    const body = successXml(params.Action ?? '', perform(request, params, service), requestId);
    return { status: 200, errorCode: undefined, requestId, body };
  } catch (error) {
    const refusal =
      error instanceof Refusal ? error : new Refusal(500, 'InternalFailure', String(error));
    return errorAnswer(refusal, requestId);
  }
}

/** The answer to a request, which takes place by this; `undefined` where the connection is to be dropped. */
export function answerTo(
  request: WireRequest,
  params: Params,
  service: Service,
  fault: Fault | undefined,
  requestId: string,
): Answer | undefined {
  const own =
    !fault || fault.afterWork ? ownAnswer(request, params, service, requestId) : undefined;
  if (!fault) return own;
  if (fault.kind === 'drop') return undefined;
  return errorAnswer(new Refusal(fault.status, fault.code, fault.message), requestId);
}

/** Sends an answer with the headers of STS; `now` in milliseconds becomes its Date. */
export function send(response: ServerResponse, answer: Answer, now: number): void {
  response.writeHead(answer.status, {
    'x-amzn-requestid': answer.requestId,
    'content-type': 'text/xml',
    'content-length': Buffer.byteLength(answer.body),
    date: new Date(now).toUTCString(),
  });
  response.end(answer.body);
}
