/**
 * The one door to STS. Everything is told to the SDK explicitly, so that it reads neither the
 * environment nor the config files a second time by rules of its own.
 */
import {
  AssumeRoleCommand,
  GetSessionTokenCommand,
  type Credentials as GivenCredentials,
  STSClient,
} from '@aws-sdk/client-sts';
import type { MfaSession, RoleStep } from '../config/role-chain.ts';
import type { StsEndpoint } from '../config/sts-endpoint.ts';
import { Credentials, type Instant } from '../credentials.ts';
import { stopSignal } from '../run/stop-signal.ts';
import { isSessionOf } from './assumed-role-arn.ts';
import { StsError } from './sts-error.ts';
import { incompleteAnswer, type StsCall, stsFailure } from './sts-failure.ts';

/** What every call has. */
interface StsRequest {
  /** Who signs. */
  readonly source: Credentials;
  /** Six digits, where a device is named. */
  readonly tokenCode: string | undefined;
  /** Milliseconds until the call must have ended. */
  readonly timeLimit: number;
  /** Gives the call up when it is aborted. */
  readonly interrupted: AbortSignal;
}

/** One AssumeRole call, with everything that goes over the wire. */
export interface AssumeRoleRequest extends StsRequest {
  readonly step: RoleStep;
  readonly sessionName: string;
}

/** One GetSessionToken call. */
export interface SessionTokenRequest extends StsRequest {
  readonly session: MfaSession;
}

/** A session that STS gave. */
export interface IssuedSession {
  readonly credentials: Credentials;
  readonly expiration: Instant;
}

/** A session of a role. */
export interface AssumedRole extends IssuedSession {
  /** `arn:aws:sts::111111111111:assumed-role/developer/SESSION-NAME`. */
  readonly assumedRoleArn: string;
}

/** What the rest of the program knows of STS. */
export interface Sts {
  /** @throws StsError */
  assumeRole(request: AssumeRoleRequest): Promise<AssumedRole>;
  /** @throws StsError */
  getSessionToken(request: SessionTokenRequest): Promise<IssuedSession>;
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

function issuedSession(given: GivenCredentials | undefined): IssuedSession | undefined {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) return undefined;
  const expiration = Expiration.getTime();
  const credentials = new Credentials({
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration,
  });
  return { credentials, expiration };
}

/**
 * Sends one request and takes what it needs from the answer.
 *
 * @param take gives `undefined` for an answer that is not whole, or not the one asked for
 */
async function send<Answer, Taken>(
  { source, tokenCode, timeLimit, interrupted }: StsRequest,
  call: StsCall,
  ask: (sts: STSClient, options: { abortSignal: AbortSignal }) => Promise<Answer>,
  take: (answer: Answer) => Taken | undefined,
): Promise<Taken> {
  // A code is spent by whoever reads it first, so a call that carries one is made once.
  const sts = client(call.endpoint, source, tokenCode === undefined ? 3 : 1);
  try {
    const taken = take(await ask(sts, { abortSignal: stopSignal(timeLimit, interrupted) }));
    if (taken === undefined) throw new StsError(incompleteAnswer(call));
    return taken;
  } catch (error) {
    throw error instanceof StsError ? error : new StsError(stsFailure(error, call));
  } finally {
    sts.destroy();
  }
}

function assumeRole(request: AssumeRoleRequest): Promise<AssumedRole> {
  const { step, sessionName, tokenCode } = request;
  const { profile, role, endpoint } = step;
  const command = new AssumeRoleCommand({
    RoleArn: role.arn,
    RoleSessionName: sessionName,
    DurationSeconds: step.durationSeconds,
    ExternalId: step.externalId,
    SerialNumber: step.mfa?.serial,
    TokenCode: tokenCode,
  });
  return send(
    request,
    { action: 'AssumeRole', profile, roleArn: role.arn, endpoint },
    (sts, options) => sts.send(command, options),
    ({ Credentials: given, AssumedRoleUser: user }) => {
      const session = issuedSession(given);
      if (session === undefined || !user?.Arn || !isSessionOf(user.Arn, role)) return undefined;
      return { ...session, assumedRoleArn: user.Arn };
    },
  );
}

function getSessionToken(request: SessionTokenRequest): Promise<IssuedSession> {
  const { session, tokenCode } = request;
  const { profile, mfa, endpoint, durationSeconds } = session;
  const command = new GetSessionTokenCommand({
    DurationSeconds: durationSeconds,
    SerialNumber: mfa.serial,
    TokenCode: tokenCode,
  });
  return send(
    request,
    { action: 'GetSessionToken', profile, roleArn: undefined, endpoint },
    (sts, options) => sts.send(command, options),
    ({ Credentials: given }) => issuedSession(given),
  );
}

/** STS itself. */
export const realSts: Sts = { assumeRole, getSessionToken };
