import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Service } from './action.ts';
import { type Answer, answerTo, send } from './answer.ts';
import type { Faults } from './faults.ts';
import { type CallInProgress, recordOf } from './recorded-call.ts';
import { formParams, readRequest } from './wire.ts';

/** A stand-in's world and what has happened and will happen in it. */
export interface State {
  readonly service: Service;
  readonly calls: CallInProgress[];
  readonly faults: Faults;
  /** How long each answer takes, in milliseconds. */
  latencyMs: number;
}

function requestId(callNumber: number): string {
  return `00000000-0000-4000-8000-${String(callNumber).padStart(12, '0')}`;
}

function finish(call: CallInProgress, answer: Answer, response: ServerResponse, now: number): void {
  call.finishedAt = now;
  call.status = answer.status;
  call.errorCode = answer.errorCode;
  send(response, answer, now);
}

/** Answers one request, in order: it is recorded, takes place, is held or delayed, and then its answer is sent. */
export async function serve(
  state: State,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { service, calls, faults } = state;
  const request = await readRequest(incoming);
  const params = formParams(request);
  const call = recordOf(request, params, service.keyring, service.now());
  calls.push(call);
  response.on('close', () => {
    call.finishedAt ??= service.now();
  });
  const { fault, released } = faults.next();
  const answer = answerTo(request, params, service, fault, requestId(calls.length));
  await released;
  if (state.latencyMs > 0) await delay(state.latencyMs, undefined, { ref: false });
  const clientIsGone = call.finishedAt !== undefined;
  if (answer && !clientIsGone) finish(call, answer, response, service.now());
  else response.destroy();
}
