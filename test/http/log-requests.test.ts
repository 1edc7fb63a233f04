/** What is logged of an answer: a code or an ID in the form that services use, and no other text. */
import { expect, test } from 'vitest';
import { logRequests } from '../../src/http/log-requests.ts';

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
