/** Services that answer the clients of the SDK with what an input says: over sockets, or without them, as most inputs are tried. */
import { EventEmitter, once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
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

/**
 * A service without sockets: node's client would take most of the time of an input, and reads nothing of it. The SDK's clients
 * get the answer from their request handler, and its provider for EC2, which has none, from `http.request`.
 */
export function inMemory(closing: Closing): Replying {
  let reply: Reply = () => ({ body: '' });
  const { request } = http;
  const { handle } = NodeHttpHandler.prototype;
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
  });
  const answer = (next: Reply) => {
    reply = next;
  };
  return { url: 'http://127.0.0.1:9', answer };
}

function bodyOf({ body }: Answer): Readable {
  const stream = new Readable({ read() {} });
  stream.push(body);
  stream.push(null);
  return stream;
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
