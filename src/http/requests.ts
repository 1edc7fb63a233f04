/**
 * What happens with every request: the debug log has a line for it, and the size of its answer is limited.
 *
 * Each attempt of an AWS SDK client is logged once. The middleware stands between the SDK's retries and its reading
 * of the answer, where both the host and the error code are known.
 */

import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Reporter } from '../system.ts';

/** The part of the SDK's middleware stack that is used. */
interface MiddlewareStack {
  add(middleware: Middleware, options: Position): void;
}
type Middleware = (next: Next, context: Context) => Next;
// The SDK's own types differ from client to client; only the request of the arguments is used.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Next = (args: any) => Promise<any>;

interface Context {
  readonly commandName?: string;
}

interface Position {
  readonly name: string;
  readonly step: 'finalizeRequest';
  readonly priority: 'low';
}

const POSITION: Position = { name: 'tellRequests', step: 'finalizeRequest', priority: 'low' };

interface SentRequest {
  readonly hostname?: string;
  readonly port?: number;
}

/** The metadata of an answer, or of the SDK's exception for an answer. */
interface Answered {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** The name of a service in the log, and its signing region. */
interface Service {
  readonly name: string;
  readonly region: string;
}

/** Logs the client's requests from now on. */
export function logRequests(
  client: { readonly middlewareStack: unknown },
  { name, region }: Service,
  reporter: Reporter,
): void {
  let attempt = 0;
  const middleware: Middleware = (next, context) => async (args) => {
    const host = hostOf(args.request);
    const action = context.commandName?.replace(/Command$/, '') ?? 'a request';
    attempt += 1;
    const what = `${name} ${action} at ${host} (${region}), attempt ${attempt}`;
    return logged(what, host, () => next(args), reporter);
  };
  (client.middlewareStack as MiddlewareStack).add(middleware, POSITION);
}

async function logged<T extends { readonly output?: Answered }>(
  what: string,
  host: string,
  send: () => Promise<T>,
  { debug, showProgress }: Reporter,
): Promise<T> {
  const since = performance.now();
  const log = (answer: Answered, error?: string) => {
    const milliseconds = Math.round(performance.now() - since);
    debug(`${what}: ${describeEnding(answer, error)} in ${milliseconds} ms${requestId(answer)}`);
  };
  const done = showProgress(() => `asking AWS (${host})…`);
  try {
    const answer = await send();
    log(answer.output ?? {});
    return answer;
  } catch (error) {
    const thrown = error as Answered;
    log(thrown, thrown.$metadata?.httpStatusCode ? thrown.name : (thrown.code ?? thrown.name));
    throw error;
  } finally {
    done();
  }
}

function describeEnding({ $metadata }: Answered, error: string | undefined): string {
  const status = $metadata?.httpStatusCode;
  const answer = status === undefined ? 'no answer' : `HTTP ${status}`;
  return error === undefined ? answer : `${answer} ${safeId(error)}`;
}

function requestId({ $metadata }: Answered): string {
  return $metadata?.requestId === undefined ? '' : `, request ${safeId($metadata.requestId)}`;
}

/** An error code or a request ID in the form that services use; other text may be long, and is not shown. */
function safeId(text: string): string {
  return /^[\w.:/+=-]{1,100}$/.test(text) ? text : '(not shown)';
}

function hostOf({ hostname = 'an unknown host', port }: SentRequest): string {
  return port === undefined ? hostname : `${hostname}:${port}`;
}

// Limits the size of every HTTP answer of this process. Some SDK providers make their own requests, and all of them collect the
// whole body in memory, so the limit is set in node's HTTP client.

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

/**
 * The message of an error of the network without advice that newer versions of node add for programs of one's own: `; if the root
 * CA is installed locally, try running Node.js with --use-system-ca`.
 */
export function withoutNodeAdvice(message: string): string {
  return message.replace(/; if the root CA is installed locally, .*$/, '');
}

/** The message of an SDK error, without its advice to inspect a hidden field. */
export function sdkMessage({ message }: { readonly message?: string }): string {
  return (message ?? '').replace(SDK_ADVICE, '');
}
