/** The one door to STS. */

import {
  type AssumedRoleUser,
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  type GetCallerIdentityCommandOutput,
  GetSessionTokenCommand,
  type Credentials as GivenCredentials,
} from '@aws-sdk/client-sts';
import {
  type ClientOptions,
  isSessionOf,
  type MfaSession,
  type RoleRequest,
  type RoleStep,
  type StsEndpoint,
  type WebIdentitySource,
} from '../config/plan.ts';
import { Credentials, type Instant, tooLongField } from '../credentials.ts';
import type { Reporter } from '../reporter.ts';
import type { Environment } from '../system.ts';
import {
  type CallPlan,
  type PreparedCall,
  prepareCall,
  type SignedRequest,
  type StsRequest,
  send,
} from './send.ts';

/** One AssumeRole call, with everything that goes over the wire. */
export interface AssumeRoleRequest extends SignedRequest {
  readonly step: RoleStep;
  readonly sessionName: string;
}

/** One GetSessionToken call. */
export interface SessionTokenRequest extends SignedRequest {
  readonly session: MfaSession;
}

/** One AssumeRoleWithWebIdentity call, which nobody signs. */
export interface WebIdentityRequest extends StsRequest {
  readonly step: WebIdentitySource;
  readonly sessionName: string;
  /** The token itself. */
  readonly token: string;
}

/** One GetCallerIdentity call. */
export interface CallerIdentityRequest extends SignedRequest {
  /** Whose credentials sign it. */
  readonly profile: string;
  readonly endpoint: StsEndpoint;
  readonly transport: ClientOptions;
}

/** Who signed a call, as STS sees it. */
export interface CallerIdentity {
  /** Twelve digits. */
  readonly account: string;
  readonly arn: string;
  /** `AIDA…` for a user, `AROA…:SESSION-NAME` for a session of a role. */
  readonly userId: string;
  /** As in {@link IssuedSession}. */
  readonly clockOffset: number | undefined;
}

/** A session that STS gave. */
export interface IssuedSession {
  readonly credentials: Credentials;
  readonly expiration: Instant;
  /** By how many milliseconds STS's clock is ahead of this machine's, where it is too far for a signature to be good. */
  readonly clockOffset: number | undefined;
}

/** A session of a role. */
export interface AssumedRole extends IssuedSession {
  /** `arn:aws:sts::111111111111:assumed-role/developer/SESSION-NAME`. */
  readonly assumedRoleArn: string;
}

/** What the rest of the program knows of STS. */
export interface StsClient {
  /**
   * Makes a call ready, so that nothing but AWS and the network can fail it any more: before a code is taken for it. To be
   * ended.
   *
   * @throws CaBundleError, ConfigError for an invalid proxy variable
   */
  prepare(plan: CallPlan): Promise<PreparedCall>;
  /** @throws StsError */
  assumeRole(request: AssumeRoleRequest): Promise<AssumedRole>;
  /** @throws StsError */
  getSessionToken(request: SessionTokenRequest): Promise<IssuedSession>;
  /** @throws StsError */
  assumeRoleWithWebIdentity(request: WebIdentityRequest): Promise<AssumedRole>;
  /** @throws StsError */
  getCallerIdentity(request: CallerIdentityRequest): Promise<CallerIdentity>;
}

/** IAM's limit. */
const LONGEST_ARN = 2048;

type Given = Omit<IssuedSession, 'clockOffset'>;

/** A text says what there is too much of. */
type Taken<Wanted> = Wanted | string | undefined;

function givenSession(given: GivenCredentials | undefined): Taken<Given> {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) return undefined;
  const expiration = Expiration.getTime();
  const fields = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration,
  };
  return tooLongField(fields) ?? { credentials: new Credentials(fields), expiration };
}

function givenRole(
  given: GivenCredentials | undefined,
  user: AssumedRoleUser | undefined,
  { role }: RoleRequest,
): Taken<Given & { assumedRoleArn: string }> {
  const session = givenSession(given);
  if (typeof session !== 'object') return session;
  if (!user?.Arn || user.Arn.length > LONGEST_ARN || !isSessionOf(user.Arn, role)) return undefined;
  return { ...session, assumedRoleArn: user.Arn };
}

function givenIdentity({
  Account: account,
  Arn: arn,
  UserId: userId,
}: GetCallerIdentityCommandOutput) {
  if (!account || !arn || !userId) return undefined;
  const isShort = [account, arn, userId].every(({ length }) => length <= LONGEST_ARN);
  return isShort ? { account, arn, userId } : 'a longer identity than any of AWS';
}

function parameters({ role, durationSeconds, policy, policyArns }: RoleRequest) {
  return {
    RoleArn: role.arn,
    DurationSeconds: durationSeconds,
    Policy: policy?.text,
    PolicyArns: policyArns?.map((arn) => ({ arn })),
  };
}

/** STS itself, called in an environment that may name a proxy. */
export function createStsClient(env: Environment, witness: Reporter): StsClient {
  const way = { ...witness, env };
  return {
    prepare: (plan) => prepareCall(plan, way),
    assumeRole: (request) => {
      const { step, sessionName, tokenCode } = request;
      const command = new AssumeRoleCommand({
        ...parameters(step),
        RoleSessionName: sessionName,
        ExternalId: step.externalId,
        SerialNumber: step.mfa?.serial,
        TokenCode: tokenCode,
        SourceIdentity: step.sourceIdentity,
        Tags: step.tags?.map(({ key, value }) => ({ Key: key, Value: value })),
        TransitiveTagKeys: step.transitiveTagKeys && [...step.transitiveTagKeys],
      });
      return send(
        request,
        { ...step, action: 'AssumeRole', roleArn: step.role.arn },
        way,
        (sts, options) => sts.send(command, options),
        ({ Credentials: given, AssumedRoleUser: user }) => givenRole(given, user, step),
      );
    },
    getSessionToken: (request) => {
      const { session, tokenCode } = request;
      const command = new GetSessionTokenCommand({
        DurationSeconds: session.durationSeconds,
        SerialNumber: session.mfa.serial,
        TokenCode: tokenCode,
      });
      return send(
        request,
        { ...session, action: 'GetSessionToken', roleArn: undefined },
        way,
        (sts, options) => sts.send(command, options),
        ({ Credentials: given }) => givenSession(given),
      );
    },
    assumeRoleWithWebIdentity: (request) => {
      const { step, sessionName, token } = request;
      const command = new AssumeRoleWithWebIdentityCommand({
        ...parameters(step),
        RoleSessionName: sessionName,
        WebIdentityToken: token,
      });
      return send(
        request,
        { ...step, action: 'AssumeRoleWithWebIdentity', roleArn: step.role.arn },
        way,
        (sts, options) => sts.send(command, options),
        ({ Credentials: given, AssumedRoleUser: user }) => givenRole(given, user, step),
      );
    },
    getCallerIdentity: (request) =>
      send(
        request,
        { ...request, action: 'GetCallerIdentity', roleArn: undefined },
        way,
        (sts, options) => sts.send(new GetCallerIdentityCommand(), options),
        givenIdentity,
      ),
  };
}
