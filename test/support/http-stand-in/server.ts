import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Hold } from '../sts-stand-in/hold.ts';
import { type HttpFault, HttpFaults } from './faults.ts';
import type { RecordedRequest } from './recorded-request.ts';
import { type Answerer, type State, serve } from './serve.ts';

/** A running stand-in of a service, on a loopback port of its own. */
export interface HttpStandIn {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Every request so far in the order of arrival; it grows. */
  readonly calls: readonly RecordedRequest[];
  /** Lets the next `times` requests (1 where absent) that the fault is for fail in this way; `Infinity` for all. */
  failNext(fault: HttpFault, times?: number): void;
  /**
   * Keeps back the answers of the next `count` requests (1 where absent) until released.
   *
   * @param only the requests it is for, by `METHOD TARGET`; any where absent
   */
  holdNext(count?: number, only?: RegExp): Hold;
  /** Ends it, and every connection to it. */
  close(): Promise<void>;
}

function end({ faults }: State, server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
    faults.releaseAll();
  });
}

function handle(state: State, server: Server): HttpStandIn {
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls: state.calls,
    failNext: (fault, times = 1) => state.faults.fail(fault, times),
    holdNext: (count = 1, only) => state.faults.hold(count, only),
    close: () => end(state, server),
  };
}

/**
 * Starts a stand-in that records every request and answers as the service does.
 *
 * @param now the service's clock, in milliseconds since the epoch
 */
export async function startHttpStandIn(
  answerer: Answerer,
  now: () => number = Date.now,
): Promise<HttpStandIn> {
  const state = { answerer, calls: [], faults: new HttpFaults(), now };
  const server = createServer((incoming, response) => {
    // A client that ends its connection in the middle of a request is part of the tests.
    serve(state, incoming, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return handle(state, server);
}
