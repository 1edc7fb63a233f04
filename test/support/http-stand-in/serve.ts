import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WireRequest } from '../sts-stand-in/canonical-request.ts';
import { readRequest } from '../sts-stand-in/wire.ts';
import { type HttpAnswer, Refused } from './answer.ts';
import type { HttpFault, HttpFaults } from './faults.ts';
import { type RequestInProgress, recordOf } from './recorded-request.ts';

/** What a service answers. It may throw `Refused`. */
export type Answerer = (request: WireRequest) => HttpAnswer;

/** A stand-in's work and what has happened and will happen to it. */
export interface State {
  readonly answerer: Answerer;
  readonly calls: RequestInProgress[];
  readonly faults: HttpFaults;
  /** The service's clock, in milliseconds since the epoch. */
  now(): number;
}

function ownAnswer(answerer: Answerer, request: WireRequest): HttpAnswer {
  try {
    return answerer(request);
  } catch (error) {
    return error instanceof Refused ? error.answer : { status: 500, body: String(error) };
  }
}

function answerTo(
  { answerer }: State,
  request: WireRequest,
  fault: HttpFault | undefined,
): HttpAnswer | undefined {
  const own = !fault || fault.afterWork ? ownAnswer(answerer, request) : undefined;
  if (!fault) return own;
  return fault.kind === 'answer' ? { body: '', ...fault } : undefined;
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer, now: number): void {
  const length = Buffer.byteLength(body);
  const date = new Date(now).toUTCString();
  response.writeHead(status, { ...headers, 'content-length': length, date });
  response.end(body);
}

/** Answers one request, in order: it is recorded, takes place, is held, and then its answer is sent. */
export async function serve(
  state: State,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await readRequest(incoming);
  const call = recordOf(request, state.now());
  state.calls.push(call);
  const { fault, released } = state.faults.next(`${request.method} ${request.target}`);
  const answer = answerTo(state, request, fault);
  await released;
  if (fault?.kind === 'hang') return;
  if (!answer || response.closed) {
    response.destroy();
    return;
  }
  call.status = answer.status;
  send(response, answer, state.now());
}
