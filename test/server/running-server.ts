/** The endpoint, running, and the requests of an SDK to it. */
import { onTestFinished } from 'vitest';
import { Credentials } from '../../src/credentials.ts';
import {
  type CredentialServer,
  type ServedCredentials,
  startCredentialServer,
  type Unavailable,
} from '../../src/server/credential-server.ts';

const EXPIRATION = Date.UTC(2030, 0, 2, 3, 4, 5);

/** The example keys of AWS's documentation. */
export const ROLE: ServedCredentials = {
  credentials: new Credentials({
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    sessionToken: 'AQoEXAMPLEH4aoAH0gNCAPy+/2Lg==',
    expiration: EXPIRATION,
  }),
  expiration: EXPIRATION,
  accountId: '111111111111',
};

/** A server, its port, and what it has logged. */
export interface Running extends CredentialServer {
  readonly port: number;
  readonly log: readonly string[];
}

/** A server that gives this answer, until the running test ends. */
export async function start(answer: ServedCredentials | Unavailable = ROLE): Promise<Running> {
  const log: string[] = [];
  const server = await startCredentialServer(
    async () => answer,
    (line) => log.push(line),
  );
  onTestFinished(server.close);
  return { ...server, log, port: Number(new URL(server.url).port) };
}

/** What an SDK sends; a header that is `undefined` is left out. */
export function request(
  { port, token }: Running,
  line = 'GET /credentials HTTP/1.1',
  headers: Readonly<Record<string, string | undefined>> = {},
): string {
  const all = { Host: `127.0.0.1:${port}`, Authorization: token, ...headers };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return `${[line, ...lines].join('\r\n')}\r\n\r\n`;
}
