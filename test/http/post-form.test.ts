/** A form and its answer. Proxies, certificates and time limits are those of `request-handler.test.ts`. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { postForm } from '../../src/http/post-form.ts';
import { stopSignal } from '../../src/run/stop-signal.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

/** A server that answers in this way, and how a form is sent to it. */
async function start(answer: (response: ServerResponse) => void) {
  const server = createServer((request, response) => {
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
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/form?left=out`);
  const settings = { env: {}, caBundle: undefined };
  return (milliseconds = 20_000) =>
    postForm(url, { a: 'b&c' }, settings, stopSignal(milliseconds, new AbortController().signal));
}

test('an answer is given as it is, whatever its status', async () => {
  const send = await start((response) => response.writeHead(404).end('no'));
  expect(await send()).toEqual({ statusCode: 404, body: 'no' });
});

test('an answer without end is cut', async () => {
  const send = await start((response) => {
    const more = () => response.write('x'.repeat(16_384), (error) => void (error ?? more()));
    more();
  });
  expect((await send()).body).toBe('x'.repeat(65_536));
});

test('an answer that stops in the middle is given up when its time is over', async () => {
  const send = await start((response) => void response.write('x'));
  await expect(send(500)).rejects.toMatchObject({ name: 'AbortError' });
});
