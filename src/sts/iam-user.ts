/**
 * The calls that only an IAM user makes, in a file of their own, so that no other run loads them: which MFA devices and access keys
 * the user has, changes of these keys, and GetFederationToken.
 */

import { GetFederationTokenCommand } from '@aws-sdk/client-sts';
import type { Environment, Reporter } from '../system.ts';
import { MFA_SERIAL } from '../util/aws-limits.ts';
import { type CallerIdentityRequest, type IssuedSession, parseSession } from './client.ts';
import { at, callIam, type IamFailure, type IamRequest, isDenied, members } from './iam-request.ts';
import { send } from './send.ts';

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

function isSerial(value: unknown): value is string {
  return typeof value === 'string' && MFA_SERIAL.test(value);
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
