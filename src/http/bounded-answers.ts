/**
 * No answer is read beyond what any service of AWS says. Some providers of the SDK make their requests by themselves, and
 * all of them collect a whole body in memory, so the limit holds where node hands a body on: for every answer that this
 * process gets.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';

/** Bytes. An answer with credentials has about two thousand. */
const LONGEST = 1024 * 1024;

/** Published when the head of an answer is here, before anything reads its body. */
const CHANNEL = 'http.client.response.finish';

/** How the error is known where the SDK has put its own around it. */
export const ANSWER_TOO_LONG = {
  code: 'ANSWER_TOO_LONG',
  message: `the answer is longer than ${LONGEST / 1024 / 1024} MiB`,
} as const;

/** An answer was longer than any that a service gives; no more of it is read. */
export class AnswerTooLongError extends Error {
  override readonly name = 'AnswerTooLongError';
  readonly code = ANSWER_TOO_LONG.code;

  constructor() {
    super(ANSWER_TOO_LONG.message);
  }
}

let isBound = false;

/** Holds for all answers from now on. */
export function boundAnswers(): void {
  if (isBound) return;
  isBound = true;
  subscribe(CHANNEL, (message) => bound(message as Exchange));
}

interface Exchange {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
}

function bound({ request, response }: Exchange): void {
  const push = response.push.bind(response);
  let length = 0;
  // A listener would make the body flow before its reader is there, and a stream behind it would be no answer of node's.
  response.push = (chunk: Buffer | null, encoding) => {
    length += chunk?.length ?? 0;
    if (length <= LONGEST) return push(chunk, encoding);
    const error = new AnswerTooLongError();
    response.destroy(error);
    request.destroy(error);
    return false;
  };
}

/** What the SDK adds to an error of its own for programmers. */
const FOR_PROGRAMMERS = /\s*Deserialization error: to see the raw response, inspect .*$/s;

/** The message of an error that the SDK has thrown, without its advice to inspect a hidden field. */
export function sdkMessage({ message }: { readonly message?: string }): string {
  return (message ?? '').replace(FOR_PROGRAMMERS, '');
}
