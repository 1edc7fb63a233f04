/**
 * Gets the sign-in token, which represents a session in a URL, for the sessions that the sign-in service accepts. Uses POST, so that no secret
 * is in a URL or a proxy's log.
 */

import { addAbortSignal, type Readable } from 'node:stream';
import { HttpRequest } from '@smithy/core/protocols';
import { ConfigError } from '../config/errors.ts';
import { isTemporary, type RoleChain } from '../config/plan.ts';
import type { ConfiguredPath } from '../config/plan-calls.ts';
import type { Credentials } from '../credentials.ts';
import { CaBundleError } from '../http/ca-bundle.ts';
import { type HttpSettings, requestHandler } from '../http/request-handler.ts';
import { withoutNodeAdvice } from '../http/requests.ts';
import { sessionPath } from '../session/steps.ts';
import type { Environment, Reporter } from '../system.ts';
import { ROLE_SECONDS } from '../util/aws-limits.ts';
import { type StopSignal, whyStopped } from '../util/errors.ts';
import { ConsoleError, type SignInSite } from './destination.ts';

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
  return withoutNodeAdvice(message) || code || 'no reason given';
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

// The sessions that the console's sign-in service accepts: sessions of roles and of GetFederationToken only. It accepts a duration
// only if AssumeRole was called with long-term keys and otherwise refuses the call (IAM user guide, "custom identity broker", and
// 99designs/aws-vault#77); without one, AWS decides how long the console lasts.

/**
 * Whether the credentials of a chain are a user's own: keys without a role. The console takes no keys, and no session of
 * GetSessionToken, so such keys sign GetFederationToken instead (IAM user guide, the same page).
 */
export function isUser({ source, steps, mfaSession }: RoleChain): boolean {
  if (steps.length > 0) return false;
  // An MFA session is there for long-term keys only; a program may give others.
  return mfaSession !== undefined || ('credentials' in source && !isTemporary(source));
}

/** The session that is sent to the service. */
export interface ConsoleSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The credentials as a session; `undefined` for long-term keys, which a process or an agent may give too. */
export function sessionOf(credentials: Credentials): ConsoleSession | undefined {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return sessionToken === undefined ? undefined : { accessKeyId, secretAccessKey, sessionToken };
}

/** The seconds of SessionDuration; undefined if it must not be sent, or no duration is set. */
export function consoleSeconds(chain: RoleChain, machine: string): number | undefined {
  const { source } = chain;
  const [step, ...rest] = sessionPath(chain, machine).steps;
  const hasKeys = 'credentials' in source && !isTemporary(source);
  if (step?.kind !== 'role' || rest.length > 0 || !hasKeys) return undefined;
  const seconds = step.durationSeconds ?? 0;
  return seconds >= ROLE_SECONDS.min && seconds <= ROLE_SECONDS.max ? seconds : undefined;
}
