/** Services that answer the clients of the SDK with what an input says: over sockets, or without them, as most inputs are tried. */
import { EventEmitter, once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable, type Writable } from 'node:stream';
import { SSOClient } from '@aws-sdk/nested-clients/sso';
import { HttpResponse } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Closing } from './fuzzing.ts';

/** The answer to a request, by what it asks. */
type Reply = (method: string, path: string) => Answer;

interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
}

/** A service: its URL, and what it answers from now on. */
export interface Replying {
  readonly url: string;
  readonly answer: (reply: Reply) => void;
}

const headersOf = ({ type = 'application/json' }: Answer) => ({ 'content-type': type });

/** A service on a port of this machine. */
export async function overSockets(closing: Closing): Promise<Replying> {
  let reply: Reply = () => ({ body: '' });
  const server = http.createServer(({ method = '', url = '' }, response) => {
    const given = reply(method, url);
    response.writeHead(given.status ?? 200, headersOf(given)).end(given.body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  closing.push(() => {
    // It keeps connections for the next request, also for that of another test to the same URL.
    http.globalAgent.destroy();
    server.closeAllConnections();
    server.close();
  });
  const answer = (next: Reply) => {
    reply = next;
  };
  return { url: `http://127.0.0.1:${port}`, answer };
}

/** A client of the SDK, as far as its answers go. */
interface ReadingClient {
  readonly middlewareStack: { applyToStack(stack: never): void };
}

type Next = (args: Asked) => Promise<{ readonly output: unknown }>;
type Middleware = (next: Next, context: object) => Next;

interface Asked {
  readonly request: { readonly hostname: string };
  readonly response: HttpResponse;
}

/**
 * How a client of the SDK logs and reads the answers of one operation: without what it does for a request, which takes ten times as
 * long and reads nothing.
 */
export function readerOf<Output>(
  client: ReadingClient,
  command: object,
): (response: HttpResponse) => Promise<Output> {
  const found = new Map<string, Middleware>();
  const add = (middleware: Middleware, { name }: { readonly name: string }) =>
    void found.set(name, middleware);
  client.middlewareStack.applyToStack({ add, addRelativeTo() {} } as never);
  const [log, read] = [found.get('tellRequests'), found.get('deserializerMiddleware')];
  if (log === undefined || read === undefined)
    throw new Error(`answers are read in another way: ${[...found.keys()]}`);
  const { schema: operationSchema } = command as { readonly schema?: unknown };
  const context = { commandName: command.constructor.name, __smithy_context: { operationSchema } };
  const given = async ({ response }: Asked) => ({ response, output: undefined });
  const answered = log(read(given, context), context);
  const request = { hostname: 'localhost' };
  return async (response) => (await answered({ request, response })).output as Output;
}

/**
 * A service without sockets: node's client would take most of the time of an input, and reads nothing of it. The SDK's clients
 * get the answer from their request handler, the one of the SSO portal from {@link readerOf}, and the provider for EC2, which has
 * none, from `http.request`.
 */
export function inMemory(closing: Closing): Replying {
  let reply: Reply = () => ({ body: '' });
  const { request } = http;
  const { handle } = NodeHttpHandler.prototype;
  const { send } = SSOClient.prototype;
  const readers = new WeakMap<object, ReturnType<typeof readerOf>>();
  const read = function (this: SSOClient, command: object) {
    const reader = readers.get(this) ?? readerOf(this, command);
    readers.set(this, reader);
    const given = reply('GET', '/federation/credentials');
    const { status: statusCode = 200 } = given;
    const body = Buffer.from(given.body);
    return reader(new HttpResponse({ statusCode, headers: headersOf(given), body }));
  };
  SSOClient.prototype.send = read as never;
  http.request = ((options: http.RequestOptions) =>
    new AnsweredRequest(reply(options.method ?? '', options.path ?? ''))) as never;
  NodeHttpHandler.prototype.handle = async ({ method, path }) => {
    const given = reply(method, path);
    const { status: statusCode = 200 } = given;
    const response = new HttpResponse({
      statusCode,
      headers: headersOf(given),
      body: bodyOf(given),
    });
    return { response };
  };
  closing.push(() => {
    http.request = request;
    NodeHttpHandler.prototype.handle = handle;
    SSOClient.prototype.send = send;
  });
  const answer = (next: Reply) => {
    reply = next;
  };
  return { url: 'http://127.0.0.1:9', answer };
}

/** A stream that is there at once, as the SDK collects it: one of node takes most of the time of an answer. */
function bodyOf({ body }: Answer): Readable {
  const pipe = (collector: Writable) => {
    collector.write(body);
    collector.end();
    return collector;
  };
  return Object.assign(Object.create(Readable.prototype), { pipe, on() {} });
}

/** What the SDK's provider for EC2 uses of a request and of its answer. */
class AnsweredRequest extends EventEmitter {
  readonly #given: Answer;

  constructor(given: Answer) {
    super();
    this.#given = given;
  }

  end(): void {
    const { status: statusCode = 200, body } = this.#given;
    const response = Object.assign(new EventEmitter(), { statusCode });
    this.emit('response', response);
    response.emit('data', Buffer.from(body));
    response.emit('end');
  }

  destroy(): void {}
}
