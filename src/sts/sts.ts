/**
 * The one door to STS. Everything is told to the SDK explicitly, so that it reads neither the
 * environment nor the config files a second time by rules of its own.
 */
import { AssumeRoleCommand, type AssumeRoleCommandOutput, STSClient } from '@aws-sdk/client-sts';
import type { RoleArn, RoleStep } from '../config/role-chain.ts';
import type { StsEndpoint } from '../config/sts-endpoint.ts';
import { Credentials, type Instant } from '../credentials.ts';
import { stopSignal } from '../run/stop-signal.ts';
import { isSessionOf } from './assumed-role-arn.ts';
import { StsError } from './sts-error.ts';
import { incompleteAnswer, type StsCall, stsFailure } from './sts-failure.ts';

/** One AssumeRole call, with everything that goes over the wire. */
export interface AssumeRoleRequest {
  readonly step: RoleStep;
  /** Who signs. */
  readonly source: Credentials;
  readonly sessionName: string;
  /** Six digits, for a step with `mfa`. */
  readonly tokenCode: string | undefined;
  /** Milliseconds until the call must have ended. */
  readonly timeLimit: number;
  /** Gives the call up when it is aborted. */
  readonly interrupted: AbortSignal;
}

/** What STS gave. */
export interface AssumedRole {
  readonly credentials: Credentials;
  readonly expiration: Instant;
  /** `arn:aws:sts::111111111111:assumed-role/developer/SESSION-NAME`. */
  readonly assumedRoleArn: string;
}

/** What the rest of the program knows of STS. */
export interface Sts {
  /** @throws StsError */
  assumeRole(request: AssumeRoleRequest): Promise<AssumedRole>;
}

/** A dead host shows within this many milliseconds; STS itself answers in well under a second. */
const CONNECTION_TIMEOUT = 5_000;
const REQUEST_TIMEOUT = 10_000;

function client(endpoint: StsEndpoint, source: Credentials, maxAttempts: number): STSClient {
  return new STSClient({
    region: endpoint.region,
    ...(endpoint.url === undefined ? {} : { endpoint: endpoint.url }),
    ignoreConfiguredEndpointUrls: true,
    disableClockSkewCorrection: false,
    credentials: {
      accessKeyId: source.accessKeyId,
      secretAccessKey: source.secretAccessKey,
      ...(source.sessionToken === undefined ? {} : { sessionToken: source.sessionToken }),
    },
    maxAttempts,
    retryMode: 'standard',
    defaultsMode: 'standard',
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    authSchemePreference: ['sigv4'],
    sigv4aSigningRegionSet: [],
    userAgentAppId: async () => undefined,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      throwOnRequestTimeout: true,
    },
  });
}

function command({ step, sessionName, tokenCode }: AssumeRoleRequest): AssumeRoleCommand {
  return new AssumeRoleCommand({
    RoleArn: step.role.arn,
    RoleSessionName: sessionName,
    DurationSeconds: step.durationSeconds,
    ExternalId: step.externalId,
    SerialNumber: step.mfa?.serial,
    TokenCode: tokenCode,
  });
}

/** What the answer says, if it is whole and of the role that was asked for. */
function assumedRole(output: AssumeRoleCommandOutput, role: RoleArn): AssumedRole | undefined {
  const { Credentials: given, AssumedRoleUser: user } = output;
  if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken) return undefined;
  if (!given.Expiration || !user?.Arn || !isSessionOf(user.Arn, role)) return undefined;
  const expiration = given.Expiration.getTime();
  const credentials = new Credentials({
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
    expiration,
  });
  return { credentials, expiration, assumedRoleArn: user.Arn };
}

async function assumeRole(request: AssumeRoleRequest): Promise<AssumedRole> {
  const { step, source, tokenCode, timeLimit, interrupted } = request;
  const call: StsCall = {
    action: 'AssumeRole',
    profile: step.profile,
    roleArn: step.role.arn,
    endpoint: step.endpoint,
  };
  // A code is spent by whoever reads it first, so a call that carries one is made once.
  const sts = client(step.endpoint, source, tokenCode === undefined ? 3 : 1);
  try {
    const abortSignal = stopSignal(timeLimit, interrupted);
    const output = await sts.send(command(request), { abortSignal });
    const given = assumedRole(output, step.role);
    if (given === undefined) throw new StsError(incompleteAnswer(call));
    return given;
  } catch (error) {
    throw error instanceof StsError ? error : new StsError(stsFailure(error, call));
  } finally {
    sts.destroy();
  }
}

/** STS itself. */
export const realSts: Sts = { assumeRole };
