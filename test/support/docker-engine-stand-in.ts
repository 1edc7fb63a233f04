/** The part of the Docker Engine API that `docker run` calls first, on a socket: it takes the container's settings and refuses it. */

import { createServer } from 'node:http';
import { join } from 'node:path';

/** An engine on a socket, and what it was asked to start. */
export interface DockerEngineStandIn {
  /** For `DOCKER_HOST`. */
  readonly host: string;
  /** The variables of each container, as `NAME=value`. */
  readonly containers: (readonly string[])[];
  close(): Promise<void>;
}

/** Starts the stand-in. Every container gets the answer 409, so that `docker run` ends with exit code 125. */
export async function startDockerEngine(folder: string): Promise<DockerEngineStandIn> {
  const containers: (readonly string[])[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    if (request.url?.includes('/containers/create')) {
      containers.push((JSON.parse(body) as { readonly Env?: string[] }).Env ?? []);
      response.writeHead(409, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: 'only a stand-in' }));
      return;
    }
    response.writeHead(200, { 'api-version': '1.45', 'content-type': 'application/json' });
    response.end('OK');
  });
  const path = join(folder, 'docker.sock');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    host: `unix://${path}`,
    containers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
