/** A stand-in of S3 with one object: the ARN of the caller. The SDK for C++ in pyarrow has no other service. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authenticate } from '../support/sts-stand-in/authenticate.ts';
import { Refusal } from '../support/sts-stand-in/refusal.ts';
import type { StsStandIn } from '../support/sts-stand-in/server.ts';
import { readRequest } from '../support/sts-stand-in/wire.ts';

/** A running stand-in of S3. */
export interface S3StandIn {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, 'last-modified': new Date().toUTCString() }).end(body);
}

/** Starts it. It checks signatures as the stand-in of STS does, and accepts the same keys. */
export async function startS3StandIn(standIn: StsStandIn): Promise<S3StandIn> {
  const server = createServer(async (incoming, response) => {
    const keyring = { find: (id: string) => standIn.findKey(id) };
    try {
      const request = await readRequest(incoming);
      send(response, 200, 'text/plain', authenticate(request, keyring, Date.now(), 's3').arn);
    } catch (error) {
      if (!(error instanceof Refusal)) return void response.destroy();
      const { status, code, message } = error;
      const body = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
      send(response, status, 'application/xml', body);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
