/** Gets the sign-in token, which represents a session in a URL. Uses POST, so that no secret is in a URL or a proxy's log. */

import { addAbortSignal, type Readable } from 'node:stream';
import { HttpRequest } from '@smithy/core/protocols';
import { ConfigError } from '../config/errors.ts';
import type { ConfiguredPath } from '../config/plan.ts';
import { CaBundleError } from '../http/ca-bundle.ts';
import { type HttpSettings, requestHandler } from '../http/request-handler.ts';
import type { Environment, Reporter } from '../system.ts';
import { type StopSignal, whyStopped } from '../util/errors.ts';
import type { SignInSite } from './destination.ts';
import { ConsoleError, type ConsoleSession } from './session.ts';

/** What the call needs. */
interface SignInDeps extends Reporter {
  readonly env: Environment;
  readonly caBundle: ConfiguredPath | undefined;
  readonly stop: StopSignal;
}

/**
 * Gets a token, which is valid for a login within 15 minutes.
 *
 * @param seconds the duration of the console session, if it may be sent
 * @throws ConsoleError, CaBundleError, ConfigError for an invalid proxy
 */
export async function signinToken(
  session: ConsoleSession,
  seconds: number | undefined,
  { federation }: SignInSite,
  deps: SignInDeps,
): Promise<string> {
  const duration = seconds === undefined ? {} : { SessionDuration: String(seconds) };
  const answer = await post(federation, { ...fieldsOf(session), ...duration }, deps);
  // The service may refuse the duration by rules that change (wnkz/aws-sso#11), so retry without it.
  if (answer.statusCode !== 400 || seconds === undefined) return tokenOf(answer, federation);
  return tokenOf(await post(federation, fieldsOf(session), deps), federation);
}

function fieldsOf({ accessKeyId, secretAccessKey, sessionToken }: ConsoleSession) {
  const session = { sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken };
  return { Action: 'getSigninToken', Session: JSON.stringify(session) };
}

async function post(
  url: URL,
  fields: Readonly<Record<string, string>>,
  { env, caBundle, stop, debug, showProgress }: SignInDeps,
): Promise<FormAnswer> {
  const since = performance.now();
  const duration = fields.SessionDuration
    ? `for ${fields.SessionDuration} s`
    : 'without a duration';
  const log = (ending: string) => {
    const milliseconds = Math.round(performance.now() - since);
    debug(`sign-in getSigninToken at ${url.host}, ${duration}: ${ending} in ${milliseconds} ms`);
  };
  const done = showProgress(() => `asking AWS (${url.host})…`);
  try {
    const answer = await postForm(url, fields, { env, caBundle }, stop);
    log(`HTTP ${answer.statusCode}`);
    return answer;
  } catch (error) {
    if (error instanceof ConfigError || error instanceof CaBundleError) throw error;
    log('no answer');
    throw new ConsoleError({ kind: 'unreachable', host: url.host, reason: reasonOf(error, stop) });
  } finally {
    done();
  }
}

function reasonOf(error: unknown, stop: StopSignal): string {
  if (stop.aborted) return whyStopped(stop) === 'timed-out' ? 'no answer in time' : 'given up';
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || 'no reason given';
}

/** The rest of an answer is not shown, because a refusal may repeat the request. */
function tokenOf({ statusCode: status, body }: FormAnswer, { host }: URL): string {
  if (status >= 500) throw new ConsoleError({ kind: 'unavailable', host, status });
  if (status >= 400) throw new ConsoleError({ kind: 'refused', host, status });
  const token = status === 200 ? parseToken(body) : undefined;
  if (token === undefined) throw new ConsoleError({ kind: 'unexpected-answer', host, status });
  return token;
}

function parseToken(body: string): string | undefined {
  try {
    const { SigninToken: token } = JSON.parse(body) as Readonly<Record<string, unknown>>;
    return typeof token === 'string' && /^[!-~]{1,16384}$/.test(token) ? token : undefined;
  } catch {
    return undefined;
  }
}

/** The answer to a posted form. */
interface FormAnswer {
  /** Any status: redirects are not followed, so that the secrets in the body go to one host only. */
  readonly statusCode: number;
  readonly body: string;
}

/** Bytes of an answer that are read; the expected answers are shorter. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Posts the fields, with the same proxies, certificates and time limits as AWS calls.
 *
 * @throws CaBundleError, ConfigError for an invalid proxy, ProxyError, and node's own errors
 */
export async function postForm(
  url: URL,
  fields: Readonly<Record<string, string>>,
  settings: HttpSettings,
  stop: StopSignal,
): Promise<FormAnswer> {
  const handler = requestHandler(settings);
  try {
    const request = formRequest(url, new URLSearchParams(fields).toString());
    const { response } = await handler.handle(request, { abortSignal: stop });
    const body = await readBeginning(addAbortSignal(stop, response.body as Readable));
    return { statusCode: response.statusCode, body };
  } finally {
    handler.destroy();
  }
}

function formRequest({ protocol, hostname, port, host, pathname }: URL, body: string): HttpRequest {
  return new HttpRequest({
    method: 'POST',
    protocol,
    hostname,
    ...(port && { port: Number(port) }),
    path: pathname,
    headers: {
      host,
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'swrole',
    },
    body,
  });
}

async function readBeginning(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
}
