import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { untilTestEnds } from './until-test-ends.ts';

/** What is done with each request, once it has been read. */
export type Answer = (response: ServerResponse) => void;

/** Starts a server on this machine that answers all requests alike, until the running test has ended; its URL. */
export async function startAnswering(answer: Answer): Promise<string> {
  const server = createServer((request, response) => {
    response.on('error', () => {});
    request.resume().on('end', () => answer(response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  untilTestEnds({
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Begins with this text, and goes on for as long as it is read. */
export function endless(beginning = '', headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => {
    response.writeHead(200, headers);
    const more = () => response.write('x'.repeat(65_536), (error) => void (error ?? more()));
    response.write(beginning, more);
  };
}

/** Begins with this text, and adds one character every 20 milliseconds. */
export function trickling(beginning = ''): Answer {
  return (response) => {
    response.write(beginning);
    const timer = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(timer));
  };
}

/** A whole body with its type. */
export function answering(status: number, body: string, type = 'text/xml'): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': type }).end(body);
  };
}
