/**
 * Limits the size of every HTTP answer of this process. Some SDK providers make their own requests, and all of them collect the
 * whole body in memory, so the limit is set in node's HTTP client.
 */

import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';

/** Bytes. An answer with credentials has about two thousand. */
const MAX_BYTES = 1024 * 1024;

/** Node publishes here when the head of an answer has arrived, before anything reads its body. */
const CHANNEL = 'http.client.response.finish';

/** Identifies the error even if the SDK wraps it in its own. */
export const ANSWER_TOO_LONG = {
  code: 'ANSWER_TOO_LONG',
  message: `the answer is longer than ${MAX_BYTES / 1024 / 1024} MiB`,
} as const;

/** An answer was longer than the limit; the rest is not read. */
export class AnswerTooLongError extends Error {
  override readonly name = 'AnswerTooLongError';
  readonly code = ANSWER_TOO_LONG.code;

  constructor() {
    super(ANSWER_TOO_LONG.message);
  }
}

let isBound = false;

/** Limits all answers from now on. */
export function boundAnswers(): void {
  if (isBound) return;
  isBound = true;
  subscribe(CHANNEL, (message) => limitBody(message as Exchange));
}

interface Exchange {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
}

function limitBody({ request, response }: Exchange): void {
  const push = response.push.bind(response);
  let length = 0;
  // A listener would start the body before its reader is ready, and a piped stream would not be an IncomingMessage.
  response.push = (chunk: Buffer | null, encoding) => {
    length += chunk?.length ?? 0;
    if (length <= MAX_BYTES) return push(chunk, encoding);
    const error = new AnswerTooLongError();
    response.destroy(error);
    request.destroy(error);
    return false;
  };
}

/** The advice for programmers that the SDK adds to its errors. */
const SDK_ADVICE = /\s*Deserialization error: to see the raw response, inspect .*$/s;

/** The message of an SDK error, without its advice to inspect a hidden field. */
export function sdkMessage({ message }: { readonly message?: string }): string {
  return (message ?? '').replace(SDK_ADVICE, '');
}
