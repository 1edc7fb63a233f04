/**
 * Logs every request of an AWS SDK client, once for each attempt. The middleware stands between the SDK's retries and its reading
 * of the answer, where both the host and the error code are known.
 */
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
