/** The token that stands for a session in a URL: asked for by POST, so that no secret is in a URL or a proxy's log. */

import { addAbortSignal, type Readable } from 'node:stream';
import { HttpRequest } from '@smithy/core/protocols';
import { ConfigError } from '../config/errors.ts';
import type { ConfiguredPath } from '../config/plan.ts';
import { CaBundleError } from '../http/ca-bundle.ts';
import { type HttpSettings, requestHandler } from '../http/request-handler.ts';
import type { Reporter } from '../reporter.ts';
import type { Environment } from '../system.ts';
import { type StopSignal, whyStopped } from '../util/abort.ts';
import type { SignInSite } from './destination.ts';
import { ConsoleError, type ConsoleSession } from './session.ts';

/** How the service is called. */
interface SignInDeps extends Reporter {
  readonly env: Environment;
  readonly caBundle: ConfiguredPath | undefined;
  readonly stop: StopSignal;
}

/**
 * A token, good for a login within 15 minutes.
 *
 * @param seconds of the console's own session, where they may be said
 * @throws ConsoleError, CaBundleError, ConfigError for a proxy that is none
 */
export async function signinToken(
  session: ConsoleSession,
  seconds: number | undefined,
  { federation }: SignInSite,
  deps: SignInDeps,
): Promise<string> {
  const length = seconds === undefined ? {} : { SessionDuration: String(seconds) };
  const answer = await post(federation, { ...fieldsOf(session), ...length }, deps);
  // A length is a wish. The service has its own rules for it, which change (wnkz/aws-sso#11).
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
  const length = fields.SessionDuration ? `for ${fields.SessionDuration} s` : 'without a duration';
  const tell = (ending: string) => {
    const milliseconds = Math.round(performance.now() - since);
    debug(`sign-in getSigninToken at ${url.host}, ${length}: ${ending} in ${milliseconds} ms`);
  };
  const done = showProgress(() => `asking AWS (${url.host})…`);
  try {
    const answer = await postForm(url, fields, { env, caBundle }, stop);
    tell(`HTTP ${answer.statusCode}`);
    return answer;
  } catch (error) {
    if (error instanceof ConfigError || error instanceof CaBundleError) throw error;
    tell('no answer');
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

/** What an answer says beside the token is not shown: a refusal may repeat what was sent. */
function tokenOf({ statusCode: status, body }: FormAnswer, { host }: URL): string {
  if (status >= 500) throw new ConsoleError({ kind: 'unavailable', host, status });
  if (status >= 400) throw new ConsoleError({ kind: 'refused', host, status });
  const token = status === 200 ? signinTokenIn(body) : undefined;
  if (token === undefined) throw new ConsoleError({ kind: 'unexpected-answer', host, status });
  return token;
}

function signinTokenIn(body: string): string | undefined {
  try {
    const { SigninToken: token } = JSON.parse(body) as Readonly<Record<string, unknown>>;
    return typeof token === 'string' && /^[!-~]{1,16384}$/.test(token) ? token : undefined;
  } catch {
    return undefined;
  }
}

// One form, posted once: what is secret travels in the body, and never on to where an answer points.

/** What came back. */
interface FormAnswer {
  /** Whatever it is: a redirect is not followed. */
  readonly statusCode: number;
  readonly body: string;
}

/** Bytes of an answer that are read; nobody who is asked with a form here has more to say. */
const LONGEST_ANSWER = 64 * 1024;

/**
 * Posts the fields, by the rules for proxies, certificates and time limits that calls of AWS have.
 *
 * @throws CaBundleError, ConfigError for a proxy that is none, ProxyError, and node's own errors
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
    const body = await beginning(addAbortSignal(stop, response.body as Readable));
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

async function beginning(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= LONGEST_ANSWER) break;
  }
  return Buffer.concat(chunks).subarray(0, LONGEST_ANSWER).toString('utf8');
}
