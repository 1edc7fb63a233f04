/**
 * Makes one call to STS in two steps. The first prepares the client and checks everything that needs no network, before an MFA
 * code is taken. The second sends the call, with one retry for a wrong clock, and classifies its failure.
 */

import { STSClient } from '@aws-sdk/client-sts';
import { HttpRequest } from '@smithy/core/protocols';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { ConfigError } from '../config/errors.ts';
import type { ClientOptions, StsEndpoint } from '../config/plan-calls.ts';
import type { Credentials } from '../credentials.ts';
import { CaBundleError } from '../http/ca-bundle.ts';
import { ProxyError } from '../http/proxy-env.ts';
import { checkProxy, clientSettings, requestHandler } from '../http/request-handler.ts';
import { logRequests } from '../http/requests.ts';
import type { Environment, Reporter, System } from '../system.ts';
import { type StopSignal, stopSignal, whyStopped } from '../util/errors.ts';
import { incompleteAnswer, type StsCall, StsError, stsFailure } from './errors.ts';

/** The endpoint and client options of a call, and whether it has a code. */
export interface CallPlan extends Pick<StsCall, 'endpoint' | 'transport'> {
  /** Whether the call has an MFA code. */
  readonly carriesCode: boolean;
}

/** A call that is ready to be sent. */
export interface PreparedCall {
  readonly sts: STSClient;
  /** Sets the credentials that sign the call, once they are known. */
  sign(source: Credentials): void;
  /** Closes the connections. */
  end(): void;
}

/** The fields of every call. */
export interface StsRequest {
  /** The prepared call; without it, sending prepares the call. */
  readonly prepared?: PreparedCall | undefined;
  /** Milliseconds until the call must have ended. */
  readonly timeLimit: number;
  /** Cancels the call when it is aborted. */
  readonly interrupted: AbortSignal;
}

/** The fields of a signed call. */
export interface SignedRequest extends StsRequest {
  /** The credentials that sign the call. */
  readonly source: Credentials;
  /** Six digits, if the call names an MFA device. */
  readonly tokenCode: string | undefined;
}

/** The environment of the calls, and the reporter that logs them. */
interface StsContext extends Reporter {
  readonly env: Environment;
}

/** Milliseconds. A larger difference makes a signature invalid (Signature Version 4). */
const CLOCK_TOLERANCE = 5 * 60 * 1000;

/**
 * Prepares a call.
 *
 * @throws CaBundleError, ConfigError for an invalid proxy variable
 */
export async function prepareCall(plan: CallPlan, context: StsContext): Promise<PreparedCall> {
  const { endpoint, transport, carriesCode } = plan;
  // STS accepts a code once, so a call with a code has one attempt.
  const attempts = carriesCode ? { ...transport, maxAttempts: 1 } : transport;
  const handler = requestHandler({ env: context.env, caBundle: transport.caBundle });
  let signer: Credentials | undefined;
  const sts = new STSClient({
    ...clientSettings(endpoint, attempts, handler),
    useGlobalEndpoint: endpoint.useGlobal,
    credentials: async () => sdkCredentials(signer),
  });
  logRequests(sts, { name: 'STS', region: endpoint.region }, context);
  await checkProxy(stsUrl(sts, endpoint), context.env);
  return {
    sts,
    sign: (source) => {
      signer = source;
    },
    end: () => sts.destroy(),
  };
}

function sdkCredentials(signer: Credentials | undefined) {
  if (signer === undefined) throw new RangeError('a call that is to be signed has no signer');
  const { accessKeyId, secretAccessKey, sessionToken } = signer;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

/**
 * Sends one request and parses the answer.
 *
 * @param parse gives `undefined` for an incomplete or wrong answer, and a text that names what is too long
 * @returns the parsed answer, and the milliseconds by which STS's clock is ahead of this machine's, if signatures fail with
 *   this difference
 * @throws StsError, CaBundleError, ConfigError for an invalid proxy variable
 */
export async function send<Answer, Parsed extends object>(
  request: StsRequest & Partial<SignedRequest>,
  call: StsCall,
  context: StsContext,
  ask: (sts: STSClient, options: { abortSignal: AbortSignal }) => Promise<Answer>,
  parse: (answer: Answer) => Parsed | string | undefined,
): Promise<Parsed & { clockOffset: number | undefined }> {
  const { source, tokenCode } = request;
  const prepared =
    request.prepared ??
    (await prepareCall({ ...call, carriesCode: tokenCode !== undefined }, context));
  const { sts } = prepared;
  if (source !== undefined) prepared.sign(source);
  const abortSignal = stopSignal(request.timeLimit, request.interrupted);
  try {
    const parsed = parse(await withClock(sts, call, () => ask(sts, { abortSignal })));
    if (typeof parsed !== 'object') throw new StsError(incompleteAnswer(call, parsed));
    return { ...parsed, clockOffset: clockOffset(sts) };
  } catch (error) {
    if (isSwroleError(error)) throw error;
    const details = stsFailure(error, call);
    const isStopped = abortSignal.aborted && details.failure === 'unreachable';
    throw new StsError(isStopped ? { ...details, message: describeStop(abortSignal) } : details);
  } finally {
    if (request.prepared === undefined) prepared.end();
  }
}

function describeStop(stop: StopSignal): string {
  return whyStopped(stop) === 'timed-out' ? 'no answer in time' : 'given up';
}

function isSwroleError(error: unknown): boolean {
  return error instanceof StsError || error instanceof ConfigError;
}

/**
 * Retries once if this machine's clock is wrong. The SDK has then read STS's time from the `Date` header and signs with it.
 * STS checks the signature first, so an MFA code in the request is still unused.
 */
async function withClock<Answer>(
  sts: STSClient,
  call: StsCall,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    const isSkewed = stsFailure(error, call).failure === 'clock-skew';
    if (!isSkewed || clockOffset(sts) === undefined) throw error;
    return ask();
  }
}

function clockOffset({ config }: STSClient): number | undefined {
  const { systemClockOffset } = config;
  return Math.abs(systemClockOffset) > CLOCK_TOLERANCE ? systemClockOffset : undefined;
}

/** The URL of this endpoint, as the SDK resolves it: the SDK knows the hosts of all partitions. */
function stsUrl({ config }: STSClient, endpoint: StsEndpoint): URL {
  if (endpoint.url !== undefined) return new URL(endpoint.url);
  const { url } = config.endpointProvider({
    Region: endpoint.region,
    UseDualStack: endpoint.useDualStack,
    UseFIPS: endpoint.useFips,
    UseGlobalEndpoint: endpoint.useGlobal,
  });
  return url;
}

// The clock of STS, for doctor: compares this machine's clock with it, by the `Date` header of the answer to an unsigned request.

/** Milliseconds by which STS's clock is ahead of this machine's, or why that is not known. */
type StsClock =
  | { readonly host: string; readonly ahead: number }
  | { readonly host: string; readonly reason: string };

/** The request. Its answer is an error, which has a date like every answer. */
const QUERY = { Action: 'GetCallerIdentity', Version: '2011-06-15' };

/** Asks STS for the time. Never throws. */
export async function stsClock(
  endpoint: StsEndpoint,
  transport: ClientOptions,
  { env, now }: Pick<System, 'env' | 'now'>,
): Promise<StsClock> {
  let handler: NodeHttpHandler | undefined;
  let host = endpoint.region;
  try {
    handler = requestHandler({ env, caBundle: transport.caBundle });
    const url = stsUrl(new STSClient(clientSettings(endpoint, transport, handler)), endpoint);
    host = url.host;
    const sent = now();
    const date = await dateOf(handler, url);
    const middle = (sent + now()) / 2;
    // The date has whole seconds only: half a second more is the best guess.
    return date === undefined
      ? { host, reason: 'its answer has no date' }
      : { host, ahead: Math.round(date + 500 - middle) };
  } catch (error) {
    return { host, reason: reasonOf(error) };
  } finally {
    handler?.destroy();
  }
}

async function dateOf(handler: NodeHttpHandler, url: URL): Promise<number | undefined> {
  const { protocol, hostname, port, pathname: path, host } = url;
  const headers = { host };
  const parts = { protocol, hostname, path, query: QUERY, headers, method: 'GET' };
  const request = new HttpRequest(port === '' ? parts : { ...parts, port: Number(port) });
  const { response } = await handler.handle(request);
  response.body?.destroy?.();
  const date = Date.parse(response.headers.date ?? '');
  return Number.isNaN(date) ? undefined : date;
}

/** Shows the code or kind of an error, because its message may hold any text. */
function reasonOf(error: unknown): string {
  if (error instanceof ConfigError && error.details.kind === 'invalid-environment')
    return `${error.details.variable} ${error.details.problem}`;
  if (error instanceof CaBundleError)
    return `the certificates in ${error.details.path} cannot be used`;
  if (error instanceof ProxyError) return error.message;
  const { code, name } = error as NodeJS.ErrnoException;
  return code ?? name;
}
