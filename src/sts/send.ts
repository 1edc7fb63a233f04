/**
 * One call to STS in two steps. Prepared: its client stands, and all that can be wrong without AWS is found right, before a
 * one-time code is taken for it. Sent: how often, and what becomes of its failure.
 */

import { STSClient } from '@aws-sdk/client-sts';
import { ConfigError } from '../config/errors.ts';
import type { StsEndpoint } from '../config/plan.ts';
import type { Credentials } from '../credentials.ts';
import { logRequests } from '../http/log-requests.ts';
import { checkProxy, clientSettings, requestHandler } from '../http/request-handler.ts';
import type { Reporter } from '../reporter.ts';
import type { Environment } from '../system.ts';
import { type StopSignal, stopSignal, whyStopped } from '../util/abort.ts';
import { incompleteAnswer, type StsCall, StsError, stsFailure } from './errors.ts';

/** Where and in what way a call goes, and what it carries. */
export interface CallPlan extends Pick<StsCall, 'endpoint' | 'transport'> {
  /** Whether a one-time code goes with it. */
  readonly carriesCode: boolean;
}

/** A call that is ready to be sent, by the same client each time. */
export interface PreparedCall {
  readonly sts: STSClient;
  /** Who signs, once it is known. */
  sign(source: Credentials): void;
  /** Ends its connections. */
  end(): void;
}

/** What every call has. */
export interface StsRequest {
  /** The call as it was prepared; without it, that is done when the call is sent. */
  readonly prepared?: PreparedCall | undefined;
  /** Milliseconds until the call must have ended. */
  readonly timeLimit: number;
  /** Gives the call up when it is aborted. */
  readonly interrupted: AbortSignal;
}

/** What a signed call has. */
export interface SignedRequest extends StsRequest {
  /** Who signs. */
  readonly source: Credentials;
  /** Six digits, where a device is named. */
  readonly tokenCode: string | undefined;
}

/** What the calls go through, and who is told of them. */
interface StsWay extends Reporter {
  readonly env: Environment;
}

/** A difference of more than this many milliseconds makes a signature bad (Signature Version 4). */
const CLOCK_TOLERANCE = 5 * 60 * 1000;

/**
 * Prepares a call.
 *
 * @throws CaBundleError, ConfigError for an invalid proxy variable
 */
export async function prepareCall(plan: CallPlan, way: StsWay): Promise<PreparedCall> {
  const { endpoint, transport, carriesCode } = plan;
  // A code is spent by whoever reads it first, so a call that carries one is made once.
  const attempts = carriesCode ? { ...transport, maxAttempts: 1 } : transport;
  const handler = requestHandler({ env: way.env, caBundle: transport.caBundle });
  let signer: Credentials | undefined;
  const sts = new STSClient({
    ...clientSettings(endpoint, attempts, handler),
    useGlobalEndpoint: endpoint.useGlobal,
    credentials: async () => sdkCredentials(signer),
  });
  logRequests(sts, { name: 'STS', region: endpoint.region }, way);
  await checkProxy(stsUrl(sts, endpoint), way.env);
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
 * Sends one request and takes what it needs from the answer.
 *
 * @param take gives `undefined` for an answer that is not whole, or not the one asked for, and a text for what it has too
 *   much of
 * @returns what was taken, and by how many milliseconds STS's clock is ahead of this machine's where that is too far for
 *   a signature to be good
 * @throws StsError, CaBundleError, ConfigError for an invalid proxy variable
 */
export async function send<Answer, Taken extends object>(
  request: StsRequest & Partial<SignedRequest>,
  call: StsCall,
  way: StsWay,
  ask: (sts: STSClient, options: { abortSignal: AbortSignal }) => Promise<Answer>,
  take: (answer: Answer) => Taken | string | undefined,
): Promise<Taken & { clockOffset: number | undefined }> {
  const { source, tokenCode } = request;
  const prepared =
    request.prepared ?? (await prepareCall({ ...call, carriesCode: tokenCode !== undefined }, way));
  const { sts } = prepared;
  if (source !== undefined) prepared.sign(source);
  const abortSignal = stopSignal(request.timeLimit, request.interrupted);
  try {
    const taken = take(await withClock(sts, call, () => ask(sts, { abortSignal })));
    if (typeof taken !== 'object') throw new StsError(incompleteAnswer(call, taken));
    return { ...taken, clockOffset: clockOffset(sts) };
  } catch (error) {
    if (isOurs(error)) throw error;
    const fact = stsFailure(error, call);
    const isStopped = abortSignal.aborted && fact.failure === 'unreachable';
    throw new StsError(isStopped ? { ...fact, message: stoppedWords(abortSignal) } : fact);
  } finally {
    if (request.prepared === undefined) prepared.end();
  }
}

function stoppedWords(stop: StopSignal): string {
  return whyStopped(stop) === 'timed-out' ? 'no answer in time' : 'given up';
}

function isOurs(error: unknown): boolean {
  return error instanceof StsError || error instanceof ConfigError;
}

/**
 * Asks again, once, if this machine's clock is to blame. The SDK has then read STS's own in the `Date` header and signs
 * by it. STS looks at the signature first, so a one-time code in the request is still good.
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

/** The URL that a client calls for this endpoint. The SDK knows the hosts of all partitions. */
export function stsUrl({ config }: STSClient, endpoint: StsEndpoint): URL {
  if (endpoint.url !== undefined) return new URL(endpoint.url);
  const { url } = config.endpointProvider({
    Region: endpoint.region,
    UseDualStack: endpoint.useDualStack,
    UseFIPS: endpoint.useFips,
    UseGlobalEndpoint: endpoint.useGlobal,
  });
  return url;
}
