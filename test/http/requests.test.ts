/** Every request: what is logged of it, and that no answer is read to its end that has none. */

import { get } from 'node:http';
import { expect, test } from 'vitest';
import { boundAnswers, logRequests } from '../../src/http/requests.ts';
import { answering, endless, startAnswering } from '../support/answering-server.ts';
import { failure, handlerWith, post } from './send.ts';

// What is logged of an answer: a code or an ID in the form that services use, and no other text.

type Next = (args: unknown) => Promise<unknown>;
type Middleware = (next: Next, context: { readonly commandName: string }) => Next;

async function logged(send: () => Promise<unknown>): Promise<readonly string[]> {
  const lines: string[] = [];
  const added: Middleware[] = [];
  const client = { middlewareStack: { add: (middleware: Middleware) => added.push(middleware) } };
  const debug = (line: string) => void lines.push(line.replace(/\d+ ms/, 'N ms'));
  logRequests(
    client,
    { name: 'STS', region: 'eu-west-1' },
    { debug, showProgress: () => () => {} },
  );
  const request = { hostname: 'sts.example.com', port: 443 };
  for (const middleware of added)
    await middleware(send, { commandName: 'AssumeRoleCommand' })({ request }).catch(() => {});
  return lines;
}

const LINE = 'STS AssumeRole at sts.example.com:443 (eu-west-1), attempt 1: HTTP';

test.each([
  ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000001'],
  ['password of ada', '(not shown)'],
  ['x'.repeat(101), '(not shown)'],
])('request ID %j', async (requestId, shown) => {
  const $metadata = { httpStatusCode: 200, requestId };
  const lines = await logged(async () => ({ output: { $metadata } }));
  expect(lines).toEqual([`${LINE} 200 in N ms, request ${shown}`]);
});

test.each([
  ['AccessDenied', 'AccessDenied'],
  ['password of ada', '(not shown)'],
])('error %j', async (name, shown) => {
  const $metadata = { httpStatusCode: 403 };
  const lines = await logged(() => Promise.reject({ name, $metadata }));
  expect(lines).toEqual([`${LINE} 403 ${shown} in N ms`]);
});

// The size of an answer.

const MIB = 1024 * 1024;

test('an answer of 1 MiB is read', async () => {
  const url = await startAnswering(answering(200, 'x'.repeat(MIB)));
  expect(await post(handlerWith({}), url)).toBe('x'.repeat(MIB));
});

test.each([
  ['is one byte longer', answering(200, 'x'.repeat(MIB + 1))],
  ['has no end', endless()],
  ['declares 100 GB', endless('', { 'content-length': String(100 * 1024 * MIB) })],
])('an answer that %s is an error', async (_, answer) => {
  const url = await startAnswering(answer);
  expect(await failure(handlerWith({}), url)).toMatchObject({
    name: 'AnswerTooLongError',
    code: 'ANSWER_TOO_LONG',
    message: 'the answer is longer than 1 MiB',
  });
});

test('an answer of more than 1 MiB is an error behind a proxy too', async () => {
  const url = await startAnswering(endless());
  const env = { HTTP_PROXY: url };
  expect(await failure(handlerWith(env), 'http://sts.test/')).toMatchObject({
    name: 'AnswerTooLongError',
  });
});

test("an answer of more than 1 MiB is an error for an SDK's own requests too", async () => {
  boundAnswers();
  const url = await startAnswering(endless());
  const error = await new Promise((resolve) =>
    get(url, (response) => response.resume()).on('error', resolve),
  );
  expect(error).toMatchObject({ name: 'AnswerTooLongError' });
});
