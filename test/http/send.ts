/** Requests as an SDK client makes them, through the handler under test. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { HttpRequest } from '@smithy/core/protocols';
import { onTestFinished } from 'vitest';
import type { CaBundle } from '../../src/http/ca-bundle.ts';
import { requestHandler, type TimeLimits } from '../../src/http/request-handler.ts';
import type { Environment } from '../../src/system.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { authorityPem } from './certificates.ts';

/** A file with this text, named by `AWS_CA_BUNDLE`. */
export function bundleOf(pem: string): CaBundle {
  const path = join(tempFolder(), 'ca.pem');
  writeFileSync(path, pem);
  return { path, named: { variable: 'AWS_CA_BUNDLE' } };
}

/** What a test sets apart from the environment. */
interface Changes {
  readonly limits?: Partial<TimeLimits>;
  /** The test's own authority, if it is not named. */
  readonly caBundle?: CaBundle | undefined;
}

/** A handler that is destroyed after the test, its limits far longer than the test if they are not set. */
export function handlerWith(env: Environment, changes: Changes = {}): Handler {
  const { limits, caBundle } = { caBundle: bundleOf(authorityPem), ...changes };
  const noLimits = { connectionTimeout: 60_000, requestTimeout: 60_000 };
  const handler = requestHandler({ env, caBundle }, { ...noLimits, ...limits });
  onTestFinished(() => handler.destroy());
  return handler;
}

type Handler = ReturnType<typeof requestHandler>;

/** Posts `hello` and gives the text of the answer. */
export async function post(
  handler: Handler,
  url: string,
  abortSignal?: AbortSignal,
): Promise<string> {
  const { protocol, hostname, port, pathname, host } = new URL(url);
  const request = new HttpRequest({
    method: 'POST',
    protocol,
    hostname,
    ...(port && { port: Number(port) }),
    path: pathname,
    headers: { host },
    body: 'hello',
  });
  const { response } = await handler.handle(request, abortSignal && { abortSignal });
  return text(response.body);
}

/** What a post ends in that must not succeed. */
export async function failure(...sent: Parameters<typeof post>): Promise<NodeJS.ErrnoException> {
  const error = await post(...sent).then(
    (answer) => new Error(`there was an answer: ${answer}`),
    (error: unknown) => error,
  );
  if (error instanceof Error) return error;
  throw error;
}
