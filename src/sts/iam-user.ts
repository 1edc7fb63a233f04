/**
 * The calls that only an IAM user makes, in a file of their own, so that no other run loads them: which MFA devices and access keys
 * the user has, changes of these keys, and GetFederationToken.
 *
 * The SDK's client of IAM knows 170 actions; these are small requests in the AWS Query protocol, which the SDK signs. A
 * failure is an answer too: who asks decides what to do without one.
 */

import { addAbortSignal, type Readable } from 'node:stream';
import { GetFederationTokenCommand } from '@aws-sdk/client-sts';
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
import { MFA_SERIAL } from '../util/aws-limits.ts';
import { type StopSignal, whyStopped } from '../util/errors.ts';
import { type CallerIdentityRequest, type IssuedSession, parseSession } from './client.ts';
import { send } from './send.ts';

/** Why IAM did not do what was asked. */
export interface IamFailure {
  /** Completes "because …". */
  readonly reason: string;
  /** IAM's own code, such as `LimitExceeded`; `undefined` if the answer is not one of IAM, or there is none. */
  readonly code: string | undefined;
}

/** The serials of the user's devices, or why they are not known: text that completes "because …". */
export type DeviceAnswer =
  | { readonly serials: readonly string[] }
  | { readonly reason: string; readonly isDenied: boolean };

/** What IAM tells of an access key. */
export interface AccessKeyInfo {
  readonly accessKeyId: string;
  /** When it was created, in milliseconds. */
  readonly createdAt: number;
  readonly isActive: boolean;
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

/**
 * Asks for the devices of the user whose keys sign the request (IAM API reference, "ListMFADevices": without a name, the
 * user is the one that signs).
 *
 * @throws as {@link callIam}
 */
export async function listMfaDevices(request: IamRequest): Promise<DeviceAnswer> {
  const answer = await callIam('ListMFADevices', {}, request);
  if ('reason' in answer) return { reason: answer.reason, isDenied: isDenied(answer) };
  const serials = members(answer.result, 'MFADevices').map((member) => at(member, 'SerialNumber'));
  return { serials: serials.filter((serial) => isSerial(serial)) };
}

/**
 * The access keys of the user whose keys sign the request (IAM API reference, "ListAccessKeys"); AWS allows two.
 *
 * @throws as {@link callIam}
 */
export async function listAccessKeys(
  request: IamRequest,
): Promise<{ readonly keys: readonly AccessKeyInfo[] } | IamFailure> {
  const answer = await callIam('ListAccessKeys', {}, request);
  if ('reason' in answer) return answer;
  const keys = members(answer.result, 'AccessKeyMetadata').flatMap(
    (member) => keyInfo(member) ?? [],
  );
  return { keys };
}

/**
 * Creates an access key for the user whose keys sign the request (IAM API reference, "CreateAccessKey"). Only this answer has its
 * secret.
 *
 * @throws as {@link callIam}
 */
export async function createAccessKey(
  request: IamRequest,
): Promise<(AccessKeyInfo & { readonly secretAccessKey: string }) | IamFailure> {
  const answer = await callIam('CreateAccessKey', {}, request);
  if ('reason' in answer) return answer;
  const key = at(answer.result, 'AccessKey');
  const [info, secretAccessKey] = [keyInfo(key), at(key, 'SecretAccessKey')];
  const isSecret = typeof secretAccessKey === 'string' && SECRET_KEY.test(secretAccessKey);
  return info && isSecret
    ? { ...info, secretAccessKey }
    : { reason: 'the answer holds no complete key', code: undefined };
}

/**
 * Makes an access key useless, without deleting it (IAM API reference, "UpdateAccessKey").
 *
 * @returns `undefined` if it is done
 * @throws as {@link callIam}
 */
export async function deactivateAccessKey(
  accessKeyId: string,
  request: IamRequest,
): Promise<IamFailure | undefined> {
  const change = { AccessKeyId: accessKeyId, Status: 'Inactive' };
  const answer = await callIam('UpdateAccessKey', change, request);
  return 'reason' in answer ? answer : undefined;
}

/**
 * Deletes an access key (IAM API reference, "DeleteAccessKey").
 *
 * @returns `undefined` if it is done
 * @throws as {@link callIam}
 */
export async function deleteAccessKey(
  accessKeyId: string,
  request: IamRequest,
): Promise<IamFailure | undefined> {
  const answer = await callIam('DeleteAccessKey', { AccessKeyId: accessKeyId }, request);
  return 'reason' in answer ? answer : undefined;
}

/** Whether a policy does not let the user do it. */
export function isDenied({ code = '' }: IamFailure): boolean {
  return code.startsWith('AccessDenied');
}

/** The id and the secret of a long-term key. */
export const LONG_TERM_ID = /^AKIA[A-Z0-9]{12,124}$/;
export const SECRET_KEY = /^[A-Za-z0-9/+=]{16,128}$/;

function keyInfo(member: unknown): AccessKeyInfo | undefined {
  const [accessKeyId, created, status] = ['AccessKeyId', 'CreateDate', 'Status'].map((name) =>
    at(member, name),
  );
  const createdAt = typeof created === 'string' ? Date.parse(created) : Number.NaN;
  if (typeof accessKeyId !== 'string' || !LONG_TERM_ID.test(accessKeyId)) return undefined;
  return Number.isNaN(createdAt)
    ? undefined
    : { accessKeyId, createdAt, isActive: status === 'Active' };
}

type IamAnswer = { readonly result: unknown } | IamFailure;

/**
 * Makes one request, once: a second attempt at CreateAccessKey would make a second key.
 *
 * @throws CaBundleError, and ConfigError for an invalid proxy variable
 */
async function callIam(
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

/** The members of a list in a result; one member is no array in XML. */
function members(result: unknown, list: string): readonly unknown[] {
  return [at(result, list, 'member')].flat();
}

function parsed(xml: string): Readonly<Record<string, unknown>> {
  try {
    const root: unknown = parseXML(xml);
    return isObject(root) ? root : {};
  } catch {
    return {};
  }
}

function at(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isSerial(value: unknown): value is string {
  return typeof value === 'string' && MFA_SERIAL.test(value);
}

function reasonOf(error: unknown, stop: StopSignal): string {
  if (stop.aborted) return whyStopped(stop) === 'timed-out' ? 'no answer in time' : 'given up';
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message ?? 'no reason given';
}

// GetFederationToken, which only the console of an IAM user needs.

/** One GetFederationToken call. Its source are the long-term keys of a user: AWS takes no others. */
export interface FederationTokenRequest extends CallerIdentityRequest {
  /** Names the session in CloudTrail: 2 to 32 characters. */
  readonly name: string;
  /** Seconds; without them, AWS's twelve hours. */
  readonly durationSeconds: number | undefined;
}

/**
 * The permissions of the session: what both this policy and the user's policies allow, so all of the user's. Without a policy, it
 * would have none (STS API reference, GetFederationToken).
 */
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/**
 * A session with the permissions of the user whose keys sign the call.
 *
 * @throws StsError, CaBundleError, ConfigError for an invalid proxy variable
 */
export function federationToken(
  request: FederationTokenRequest,
  env: Environment,
  reporter: Reporter,
): Promise<IssuedSession> {
  const { name: Name, durationSeconds: DurationSeconds } = request;
  const command = new GetFederationTokenCommand({ Name, DurationSeconds, Policy: POLICY });
  return send(
    request,
    { ...request, action: 'GetFederationToken', roleArn: undefined },
    { ...reporter, env },
    (sts, options) => sts.send(command, options),
    ({ Credentials: given }) => parseSession(given),
  );
}
