/** Requests as a client writes them, byte for byte: what no HTTP client would send, too. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a server answers, up to the end of the connection. */
export interface RawAnswer {
  readonly status: number | undefined;
  /** Without `Date`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends a request and reads until the server ends the connection. */
export async function sendRaw(port: number, request: string): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => {}); // the server may end it before it has read everything
  socket.write(request);
  return parseAnswer(await text(socket));
}

/** The parts of an answer. */
export function parseAnswer(answer: string): RawAnswer {
  const end = answer.indexOf('\r\n\r\n');
  const [first = '', ...lines] = answer.slice(0, end).split('\r\n');
  const headers = lines
    .map((line) => line.split(': ') as [string, string])
    .filter(([name]) => name !== 'Date');
  const status = /^HTTP\/1\.1 (\d+)/.exec(first)?.[1];
  return {
    status: status === undefined ? undefined : Number(status),
    headers: Object.fromEntries(headers),
    body: answer.slice(end + 4),
  };
}
