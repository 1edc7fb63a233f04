/**
 * Tells of every request of an AWS SDK client, with the host that the SDK has chosen, once for each attempt: between its
 * retries and its reading of the answer, where both the host and the error code are known.
 */
import type { Reporter } from '../reporter.ts';

/** The part of the SDK's middleware that is used. */
interface Middleware {
  add(middleware: Wrap, options: Place): void;
}
type Wrap = (next: Next, context: Context) => Next;
// The SDK's own types differ from client to client; nothing of the arguments is used but the request.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Next = (args: any) => Promise<any>;

interface Context {
  readonly commandName?: string;
}

interface Place {
  readonly name: string;
  readonly step: 'finalizeRequest';
  readonly priority: 'low';
}

const PLACE: Place = { name: 'tellRequests', step: 'finalizeRequest', priority: 'low' };

interface Sent {
  readonly hostname?: string;
  readonly port?: number;
}

/** What an answer, or the SDK's exception for one, says of itself. */
interface Answered {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** How a service is called in a line, and the region that its requests are signed for. */
interface Service {
  readonly name: string;
  readonly region: string;
}

/** Tells the witness of the client's requests from now on. */
export function logRequests(
  client: { readonly middlewareStack: unknown },
  { name, region }: Service,
  witness: Reporter,
): void {
  let attempt = 0;
  const wrap: Wrap = (next, context) => async (args) => {
    const host = hostOf(args.request);
    const action = context.commandName?.replace(/Command$/, '') ?? 'a request';
    attempt += 1;
    const what = `${name} ${action} at ${host} (${region}), attempt ${attempt}`;
    return told(what, host, () => next(args), witness);
  };
  (client.middlewareStack as Middleware).add(wrap, PLACE);
}

async function told<T extends { readonly output?: Answered }>(
  what: string,
  host: string,
  send: () => Promise<T>,
  { debug, showProgress }: Reporter,
): Promise<T> {
  const since = performance.now();
  const tell = (answer: Answered, error?: string) => {
    const milliseconds = Math.round(performance.now() - since);
    debug(`${what}: ${describeEnding(answer, error)} in ${milliseconds} ms${requestId(answer)}`);
  };
  const done = showProgress(() => `asking AWS (${host})…`);
  try {
    const answer = await send();
    tell(answer.output ?? {});
    return answer;
  } catch (error) {
    const thrown = error as Answered;
    tell(thrown, thrown.$metadata?.httpStatusCode ? thrown.name : (thrown.code ?? thrown.name));
    throw error;
  } finally {
    done();
  }
}

function describeEnding({ $metadata }: Answered, error: string | undefined): string {
  const status = $metadata?.httpStatusCode;
  const answer = status === undefined ? 'no answer' : `HTTP ${status}`;
  return error === undefined ? answer : `${answer} ${wordOf(error)}`;
}

function requestId({ $metadata }: Answered): string {
  return $metadata?.requestId === undefined ? '' : `, request ${wordOf($metadata.requestId)}`;
}

/** A code or an id as services spell them; anything else may be as long as an answer. */
function wordOf(text: string): string {
  return /^[\w.:/+=-]{1,100}$/.test(text) ? text : '(not shown)';
}

function hostOf({ hostname = 'an unknown host', port }: Sent): string {
  return port === undefined ? hostname : `${hostname}:${port}`;
}
