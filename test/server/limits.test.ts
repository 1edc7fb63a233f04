/** What a client may cost the endpoint: bytes, time and connections. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Running, request, start } from './running-server.ts';
import { parseAnswer, sendRaw } from './send-raw.ts';

async function open({ port }: Running): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

test.each([
  ['sends nothing', ''],
  ['sends half a request', 'GET /credentials HTTP/1.1\r\nHost: 127'],
])('a client that %s is cut off', async (_name, sent) => {
  const socket = await open(await start());
  let answer = '';
  socket.on('data', (data) => {
    answer += data;
  });
  socket.write(sent);
  await once(socket, 'close');
  expect(parseAnswer(answer).status).toBe(408);
});

test('many idle connections keep nobody out for long', async () => {
  const server = await start();
  const idle = await Promise.all(Array.from({ length: 128 }, () => open(server)));
  const [one] = await Promise.all([open(server).then((more) => once(more, 'close'))]);
  expect(one).toEqual([false]);
  await Promise.all(idle.map((socket) => once(socket.resume(), 'close')));
  expect((await sendRaw(server.port, request(server))).status).toBe(200);
});
