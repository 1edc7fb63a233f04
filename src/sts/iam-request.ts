/**
 * One request to IAM, and its answer. The SDK's client of IAM knows 170 actions; these are small requests in the AWS Query protocol,
 * which the SDK signs. A failure is an answer too: who asks decides what to do without one.
 */

import { addAbortSignal, type Readable } from 'node:stream';
import { parseXML } from '@aws-sdk/xml-builder';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { ConfigError } from '../config/errors.ts';
import type { ClientOptions, ServiceEndpoint } from '../config/plan-calls.ts';
import type { Credentials } from '../credentials.ts';
import { CaBundleError } from '../http/ca-bundle.ts';
import { requestHandler } from '../http/request-handler.ts';
import type { Environment, Reporter } from '../system.ts';
import { type StopSignal, whyStopped } from '../util/errors.ts';

/** Why IAM did not do what was asked. */
export interface IamFailure {
  /** Completes "because …". */
  readonly reason: string;
  /** IAM's own code, such as `LimitExceeded`; `undefined` if the answer is not one of IAM, or there is none. */
  readonly code: string | undefined;
}

/** What a request needs. */
export interface IamRequest extends Reporter {
  readonly env: Environment;
  /** The partition and the endpoint of IAM there. */
  readonly partition: string;
  readonly endpoint: ServiceEndpoint;
  readonly transport: ClientOptions;
  /** The long-term keys of the user, who is the one that IAM means. */
  readonly source: Credentials;
  /** The time by AWS's clock, in milliseconds. */
  readonly now: number;
  readonly stop: StopSignal;
}

/** The hosts of a partition, from the endpoint rules of the SDK's client of IAM: plain, with FIPS, dual-stack. */
const HOSTS: Readonly<Record<string, readonly [plain: string, fips: string, dualStack: string]>> = {
  aws: ['iam.amazonaws.com', 'iam-fips.amazonaws.com', 'iam.global.api.aws'],
  'aws-cn': [
    'iam.cn-north-1.amazonaws.com.cn',
    'iam-fips.amazonaws.com.cn',
    'iam.global.api.amazonwebservices.com.cn',
  ],
  'aws-us-gov': ['iam.us-gov.amazonaws.com', 'iam.us-gov.amazonaws.com', 'iam.us-gov.api.aws'],
  'aws-eusc': [
    'iam.eusc-de-east-1.amazonaws.eu',
    'iam-fips.amazonaws.eu',
    'iam.global.api.amazonwebservices.eu',
  ],
  'aws-iso': [
    'iam.us-iso-east-1.c2s.ic.gov',
    'iam-fips.us-iso-east-1.c2s.ic.gov',
    'iam.api.aws.ic.gov',
  ],
  'aws-iso-b': [
    'iam.us-isob-east-1.sc2s.sgov.gov',
    'iam-fips.us-isob-east-1.sc2s.sgov.gov',
    'iam.api.aws.scloud',
  ],
  'aws-iso-e': [
    'iam.eu-isoe-west-1.cloud.adc-e.uk',
    'iam-fips.cloud.adc-e.uk',
    'iam.api.cloud-aws.adc-e.uk',
  ],
  'aws-iso-f': [
    'iam.us-isof-south-1.csp.hci.ic.gov',
    'iam-fips.csp.hci.ic.gov',
    'iam.api.aws.hci.ic.gov',
  ],
};

/** The URL of IAM in a partition; `undefined` for a partition whose host is not known. */
export function iamUrl(
  partition: string,
  { url, useFips, useDualStack }: ServiceEndpoint,
): URL | undefined {
  if (url !== undefined) return new URL(url);
  const [plain, fips, dualStack] = HOSTS[partition] ?? [];
  const host = useFips ? fips : useDualStack ? dualStack : plain;
  return host === undefined ? undefined : new URL(`https://${host}`);
}

/** Whether a policy does not let the user do it. */
export function isDenied({ code = '' }: IamFailure): boolean {
  return code.startsWith('AccessDenied');
}

type IamAnswer = { readonly result: unknown } | IamFailure;

/**
 * Makes one request, once: a second attempt at CreateAccessKey would make a second key.
 *
 * @throws CaBundleError, and ConfigError for an invalid proxy variable
 */
export async function callIam(
  action: string,
  parameters: Readonly<Record<string, string>>,
  request: IamRequest,
): Promise<IamAnswer> {
  const url = iamUrl(request.partition, request.endpoint);
  if (url === undefined)
    return {
      reason: `swrole does not know the host of IAM in ${request.partition}`,
      code: undefined,
    };
  const handler = requestHandler({ env: request.env, caBundle: request.transport.caBundle });
  const since = performance.now();
  const log = (ending: string) =>
    request.debug(
      `IAM ${action} at ${url.host} (${request.endpoint.region}): ${ending} in ${Math.round(performance.now() - since)} ms`,
    );
  const done = request.showProgress(() => `asking AWS (${url.host})…`);
  try {
    const signed = await signedRequest(url, { Action: action, ...parameters }, request);
    const { response } = await handler.handle(signed, { abortSignal: request.stop });
    const answer = readAnswer(
      action,
      response.statusCode,
      await textOf(addAbortSignal(request.stop, response.body as Readable)),
    );
    log(`HTTP ${response.statusCode}${'reason' in answer ? ` ${answer.reason}` : ''}`);
    return answer;
  } catch (error) {
    if (error instanceof ConfigError || error instanceof CaBundleError) throw error;
    log('no answer');
    const reason = `${url.host} gives no answer (${reasonOf(error, request.stop)})`;
    return { reason, code: undefined };
  } finally {
    done();
    handler.destroy();
  }
}

async function signedRequest(
  url: URL,
  parameters: Readonly<Record<string, string>>,
  { source, endpoint, now }: IamRequest,
) {
  const body = new URLSearchParams({ ...parameters, Version: '2010-05-08' }).toString();
  const { accessKeyId, secretAccessKey, sessionToken } = source;
  const signer = new SignatureV4({
    service: 'iam',
    region: endpoint.region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    sha256: Sha256,
  });
  const request = new HttpRequest({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port && { port: Number(url.port) }),
    path: url.pathname,
    headers: {
      host: url.host,
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'swrole',
    },
    body,
  });
  return new HttpRequest(await signer.sign(request, { signingDate: new Date(now) }));
}

/** `requestHandler` limits the length. */
async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** The code of an error, in the form that services use; other text may be anything, and is not shown. */
const CODE = /^[\w.:-]{1,100}$/;

function readAnswer(action: string, status: number, body: string): IamAnswer {
  const root = parsed(body);
  const answer = root[`${action}Response`];
  if (status === 200 && isObject(answer)) return { result: answer[`${action}Result`] };
  const code = at(root, 'ErrorResponse', 'Error', 'Code');
  return typeof code === 'string' && CODE.test(code)
    ? { reason: `AWS answered ${code}`, code }
    : { reason: `the answer is not one of IAM (HTTP ${status})`, code: undefined };
}

function parsed(xml: string): Readonly<Record<string, unknown>> {
  try {
    const root: unknown = parseXML(xml);
    return isObject(root) ? root : {};
  } catch {
    return {};
  }
}

function reasonOf(error: unknown, stop: StopSignal): string {
  if (stop.aborted) return whyStopped(stop) === 'timed-out' ? 'no answer in time' : 'given up';
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message ?? 'no reason given';
}

// What is in a result.

/** The members of a list in a result; one member is no array in XML. */
export function members(result: unknown, list: string): readonly unknown[] {
  return [at(result, list, 'member')].flat();
}

/** What is at these names, one inside the other; `undefined` if it is not there. */
export function at(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
