/** No answer is read to its end that has none. */
import { get } from 'node:http';
import { expect, test } from 'vitest';
import { boundAnswers } from '../../src/http/bounded-answers.ts';
import { answering, endless, startAnswering } from '../support/answering-server.ts';
import { failure, handlerWith, post } from './send.ts';

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
