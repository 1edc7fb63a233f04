/** The STS client: its requests and answers, and how each action calls the SDK. */

import {
  type AssumedRoleUser,
  AssumeRoleCommand,
  AssumeRoleWithSAMLCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  type GetCallerIdentityCommandOutput,
  GetSessionTokenCommand,
  type Credentials as StsCredentials,
} from '@aws-sdk/client-sts';
import type { MfaSession, SamlSource, WebIdentitySource } from '../config/plan.ts';
import {
  type ClientOptions,
  isSessionOf,
  type RoleRequest,
  type RoleStep,
  type SamlAssertion,
  type StsEndpoint,
  type TokenOrigin,
} from '../config/plan-calls.ts';
import { Credentials, type Instant, tooLongField } from '../credentials.ts';
import type { Environment, Reporter } from '../system.ts';
import { MAX_ARN_LENGTH } from '../util/aws-limits.ts';
import type { MissingKey, StsCall } from './errors.ts';
import {
  type CallPlan,
  type PreparedCall,
  prepareCall,
  type SignedRequest,
  type StsRequest,
  send,
} from './send.ts';

/** One AssumeRole call. */
export interface AssumeRoleRequest extends SignedRequest {
  readonly step: RoleStep;
  readonly sessionName: string;
}

/** One GetSessionToken call. */
export interface SessionTokenRequest extends SignedRequest {
  readonly session: MfaSession;
}

/** One AssumeRoleWithWebIdentity call, which is not signed. */
export interface WebIdentityRequest extends StsRequest {
  readonly step: WebIdentitySource;
  readonly sessionName: string;
  /** The token itself. */
  readonly token: string;
}

/** One AssumeRoleWithSAML call, which is not signed. */
export interface SamlRequest extends StsRequest {
  readonly step: SamlSource;
  readonly assertion: SamlAssertion;
}

/** One GetCallerIdentity call. */
export interface CallerIdentityRequest extends SignedRequest {
  /** The profile whose credentials sign the call. */
  readonly profile: string;
  readonly endpoint: StsEndpoint;
  readonly transport: ClientOptions;
}

/** The identity that signed a call, as STS reports it. */
export interface CallerIdentity {
  /** Twelve digits. */
  readonly account: string;
  readonly arn: string;
  /** `AIDA…` for a user, `AROA…:SESSION-NAME` for a session of a role. */
  readonly userId: string;
  /** As in {@link IssuedSession}. */
  readonly clockOffset: number | undefined;
}

/** A session that STS issued. */
export interface IssuedSession {
  readonly credentials: Credentials;
  readonly expiration: Instant;
  /** Milliseconds by which STS's clock is ahead of this machine's, if signatures fail with this difference. */
  readonly clockOffset: number | undefined;
}

/** A session of a role. */
export interface AssumedRole extends IssuedSession {
  /** `arn:aws:sts::111111111111:assumed-role/developer/SESSION-NAME`. */
  readonly assumedRoleArn: string;
  /** `AROA…:SESSION-NAME`. */
  readonly assumedRoleId?: string | undefined;
  /** STS's id of the call. */
  readonly requestId?: string | undefined;
}

/** STS, as the rest of the program uses it. */
export interface StsClient {
  /**
   * Prepares a call before an MFA code is taken for it, so that only AWS and the network can still make it fail. End the
   * prepared call after use.
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
  assumeRoleWithSaml(request: SamlRequest): Promise<AssumedRole>;
  /** @throws StsError */
  getCallerIdentity(request: CallerIdentityRequest): Promise<CallerIdentity>;
}

/** Creates the client; the environment may name a proxy. */
export function createStsClient(env: Environment, reporter: Reporter): StsClient {
  const context = { ...reporter, env };
  return {
    prepare: (plan) => prepareCall(plan, context),
    assumeRole: (request) => {
      const { step, sessionName, tokenCode, source } = request;
      const command = new AssumeRoleCommand({
        ...roleParameters(step),
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
        { ...step, action: 'AssumeRole', roleArn: step.role.arn, lacks: missingKeys(step, source) },
        context,
        (sts, options) => sts.send(command, options),
        ({ Credentials: given, AssumedRoleUser: user, $metadata: { requestId } }) =>
          withIds(parseRole(given, user, step), user?.AssumedRoleId, requestId),
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
        context,
        (sts, options) => sts.send(command, options),
        ({ Credentials: given }) => parseSession(given),
      );
    },
    assumeRoleWithWebIdentity: (request) => {
      const { step, sessionName, token } = request;
      const command = new AssumeRoleWithWebIdentityCommand({
        ...roleParameters(step),
        RoleSessionName: sessionName,
        WebIdentityToken: token,
      });
      return send(
        request,
        unsignedCall(step, 'AssumeRoleWithWebIdentity', step.token),
        context,
        (sts, options) => sts.send(command, options),
        ({ Credentials: given, AssumedRoleUser: user }) => parseRole(given, user, step),
      );
    },
    assumeRoleWithSaml: (request) => {
      const { step, assertion } = request;
      const durationSeconds = step.durationSeconds ?? assertion.durationSeconds;
      const command = new AssumeRoleWithSAMLCommand({
        ...roleParameters({ ...step, durationSeconds }),
        PrincipalArn: assertion.providerArn,
        SAMLAssertion: assertion.text,
      });
      return send(
        request,
        unsignedCall(step, 'AssumeRoleWithSAML', step.assertion),
        context,
        (sts, options) => sts.send(command, options),
        ({ Credentials: given, AssumedRoleUser: user }) => parseRole(given, user, step),
      );
    },
    getCallerIdentity: (request) =>
      send(
        request,
        { ...request, action: 'GetCallerIdentity', roleArn: undefined },
        context,
        (sts, options) => sts.send(new GetCallerIdentityCommand(), options),
        parseIdentity,
      ),
  };
}

/** What the role may require and the profile lacks. Only long-term keys need a device: a session has MFA or never gets it. */
function missingKeys({ mfa, externalId }: RoleStep, { sessionToken }: Credentials): MissingKey[] {
  return [
    ...(mfa === undefined && sessionToken === undefined ? (['mfa_serial'] as const) : []),
    ...(externalId === undefined ? (['external_id'] as const) : []),
  ];
}

/** A call that a token makes instead of credentials. */
function unsignedCall(
  request: RoleRequest,
  action: StsCall['action'],
  token: TokenOrigin,
): StsCall {
  const { profile, role, endpoint, transport } = request;
  const named = 'path' in token ? token.named : token;
  const tokenKey = 'key' in named ? named.key : undefined;
  return { profile, endpoint, transport, action, roleArn: role.arn, tokenKey };
}

type ParsedSession = Omit<IssuedSession, 'clockOffset'>;

/** The parsed answer; a text names what is too long, and `undefined` means an incomplete or wrong answer. */
type Parsed<T> = T | string | undefined;

/** The session of an answer. */
export function parseSession(given: StsCredentials | undefined): Parsed<ParsedSession> {
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

function parseRole(
  given: StsCredentials | undefined,
  user: AssumedRoleUser | undefined,
  { role }: RoleRequest,
): Parsed<ParsedSession & { assumedRoleArn: string }> {
  const session = parseSession(given);
  if (typeof session !== 'object') return session;
  if (!user?.Arn || user.Arn.length > MAX_ARN_LENGTH || !isSessionOf(user.Arn, role))
    return undefined;
  return { ...session, assumedRoleArn: user.Arn };
}

/** The ids that the AWS CLI keeps with a session, unless they are longer than any of AWS. */
function withIds<Role extends object>(
  role: Parsed<Role>,
  assumedRoleId: string | undefined,
  requestId: string | undefined,
) {
  const isShort = [assumedRoleId, requestId].every((id = '') => id.length <= MAX_ARN_LENGTH);
  return typeof role === 'object' && isShort ? { ...role, assumedRoleId, requestId } : role;
}

function parseIdentity({
  Account: account,
  Arn: arn,
  UserId: userId,
}: GetCallerIdentityCommandOutput) {
  if (!account || !arn || !userId) return undefined;
  const isShort = [account, arn, userId].every(({ length }) => length <= MAX_ARN_LENGTH);
  return isShort ? { account, arn, userId } : 'a longer identity than any of AWS';
}

function roleParameters({ role, durationSeconds, policy, policyArns }: RoleRequest) {
  return {
    RoleArn: role.arn,
    DurationSeconds: durationSeconds,
    Policy: policy?.text,
    PolicyArns: policyArns?.map((arn) => ({ arn })),
  };
}
