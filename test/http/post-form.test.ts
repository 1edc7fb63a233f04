/** A form and its answer. Proxies, certificates and time limits are in `request-handler.test.ts`. */

import { expect, test } from 'vitest';
import { postForm } from '../../src/console/signin-token.ts';
import { stopSignal } from '../../src/util/errors.ts';
import { type Answer, endless, startAnswering } from '../support/answering-server.ts';

/** How a form is sent to a server that answers in this way. */
async function start(answer: Answer) {
  const url = new URL(`${await startAnswering(answer)}/form?left=out`);
  const settings = { env: {}, caBundle: undefined };
  return (milliseconds = 20_000) =>
    postForm(url, { a: 'b&c' }, settings, stopSignal(milliseconds, new AbortController().signal));
}

test('an answer is given as it is, whatever its status', async () => {
  const send = await start((response) => response.writeHead(404).end('no'));
  expect(await send()).toEqual({ statusCode: 404, body: 'no' });
});

test('an answer without end is cut', async () => {
  const send = await start(endless());
  expect((await send()).body).toBe('x'.repeat(65_536));
});

test('an answer that stops in the middle is given up at its time limit', async () => {
  const send = await start((response) => void response.write('x'));
  await expect(send(500)).rejects.toMatchObject({ name: 'AbortError' });
});
