/** Classifies the failures of STS calls. Only this file matches the texts of the service. */

import type { ClientOptions, Mfa, StsEndpoint } from '../config/plan-calls.ts';
import { ProxyError } from '../http/proxy-env.ts';
import {
  ANSWER_TOO_LONG,
  AnswerTooLongError,
  sdkMessage,
  withoutNodeAdvice,
} from '../http/requests.ts';
import { DataError } from '../util/errors.ts';
import { withoutSecrets } from '../util/secret-text.ts';

/**
 * The kinds of failure of STS or of the connection to it; `messages/` describes them.
 * The recognized texts are from the reference "Error texts" of the STS API and the issues linked at each rule.
 */
export type StsFailure =
  /** The code is wrong, expired or already used: STS does not say which. */
  | 'mfa-refused'
  /** The device is unknown or belongs to another user. */
  | 'mfa-device'
  /** The trust policy, a policy, or a condition such as MFA or the external ID denies the call. */
  | 'not-authorized'
  /** More than the role's MaxSessionDuration. */
  | 'over-role-maximum'
  /** More than the hour that role chaining allows. */
  | 'over-chain-limit'
  /** The request's parameters break another rule. */
  | 'invalid-request'
  /** This machine's clock is wrong. */
  | 'clock-skew'
  /** STS does not accept, or no longer accepts, the token of the identity provider. */
  | 'identity-token'
  /** The source's session token has expired. */
  | 'expired-source'
  /** The source's access key does not exist or was deleted, or its secret is wrong. */
  | 'bad-keys'
  /** The region is not enabled for the account. */
  | 'region-disabled'
  | 'throttled'
  /** A server error of STS itself. */
  | 'unavailable'
  /** No answer: DNS, connection, TLS or time limit. */
  | 'unreachable'
  /** The answer is not one of STS. */
  | 'unexpected-answer'
  | 'other';

/** A key of a profile without which STS refuses a role that requires MFA or an external ID; its message does not say so. */
export type MissingKey = 'mfa_serial' | 'external_id';

/** The details of one failed call. They never hold a secret. */
export interface StsErrorDetails {
  readonly failure: StsFailure;
  readonly action:
    | 'AssumeRole'
    | 'AssumeRoleWithSAML'
    | 'AssumeRoleWithWebIdentity'
    | 'GetCallerIdentity'
    | 'GetFederationToken'
    | 'GetSessionToken';
  /** The service's own code, such as `AccessDenied`; `undefined` when there was no answer. */
  readonly code: string | undefined;
  /** The service's own message, or the network's. */
  readonly message: string;
  readonly profile: string;
  /** The role, if the action assumes one. */
  readonly roleArn: string | undefined;
  readonly host: string;
  /** The profile for which swrole exported the refused keys to the environment, from `SWROLE_PROFILE`. */
  readonly keysOf?: string | undefined;
  /** The profile key that gives the token, for a call with one. */
  readonly tokenKey?: string | undefined;
  /** The keys that the profile does not have and a role may require, for a call of AssumeRole. */
  readonly lacks?: readonly MissingKey[] | undefined;
  /** Whether STS may have received the request, and so used its MFA code. */
  readonly sent: boolean;
}

/** AWS refused or could not be reached: exit code 5. */
export class StsError extends DataError<StsErrorDetails> {
  override readonly name = 'StsError';

  constructor(details: StsErrorDetails) {
    super(details, `${details.action}: ${details.failure}`);
  }
}

/** The call that failed. */
export interface StsCall {
  readonly action: StsErrorDetails['action'];
  readonly profile: string;
  readonly roleArn: string | undefined;
  readonly tokenKey?: string | undefined;
  readonly lacks?: readonly MissingKey[] | undefined;
  /** The device whose code the call carries. */
  readonly mfa?: Mfa | undefined;
  readonly endpoint: StsEndpoint;
  readonly transport: ClientOptions;
}

/** The shape of the SDK's `ServiceException` and of node's system errors, limited to the fields used here. */
interface Thrown {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  /** Set only in an error that the service answered with. */
  readonly $fault?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string | undefined>> };
}

/**
 * The details of a failed call.
 *
 * @param thrown an SDK exception or a network error
 */
export function stsFailure(thrown: unknown, call: StsCall): StsErrorDetails {
  const { action, roleArn, tokenKey, lacks, mfa, endpoint } = call;
  const error = thrown as Thrown;
  const answered = error.$metadata?.httpStatusCode !== undefined;
  const failure = classify(error);
  // Only for these actions the source is a token.
  const isToken = failure === 'expired-source' && action.startsWith('AssumeRoleWith');
  return {
    failure: isToken ? 'identity-token' : failure,
    action,
    code: isRefusal(error) ? codeOf(error) : undefined,
    message: messageOf(error, failure),
    // For a wrong device, the profile to correct.
    profile: (failure === 'mfa-device' ? mfa?.namedBy : undefined) ?? call.profile,
    roleArn,
    ...(tokenKey === undefined ? {} : { tokenKey }),
    ...(failure === 'not-authorized' && lacks !== undefined ? { lacks } : {}),
    host: host(endpoint),
    sent: answered || !neverSent(thrown),
  };
}

/**
 * The details of an incomplete answer: a proxy's page, or an answer of something that is not STS.
 *
 * @param problem completes the sentence "it holds …"
 */
export function incompleteAnswer(call: StsCall, problem: string | undefined): StsErrorDetails {
  const wanted =
    call.action === 'GetCallerIdentity' ? 'complete identity' : 'complete credentials of this role';
  const details = stsFailure(
    new Error(`the answer is not one of STS: it holds ${problem ?? `no ${wanted}`}`),
    call,
  );
  return { ...details, failure: 'unexpected-answer', sent: true };
}

interface Rule {
  readonly code?: RegExp;
  readonly message?: RegExp;
  readonly failure: StsFailure;
}

/**
 * The first matching rule decides. STS has no error codes for MFA: all MFA errors are AccessDenied with these texts
 * (aws/aws-cli#6325), and a code used twice gives the same text as a wrong one (aws/aws-cli#2279).
 */
const RULES: readonly Rule[] = [
  {
    message: /^MultiFactorAuthentication failed.*invalid MFA one time pass code/,
    failure: 'mfa-refused',
  },
  { message: /^MultiFactorAuthentication failed.*unable to validate/, failure: 'mfa-device' },
  // 99designs/aws-vault#263: DurationSeconds over an hour from temporary credentials.
  {
    message: /1 hour session limit for roles assumed by role chaining/,
    failure: 'over-chain-limit',
  },
  { message: /MaxSessionDuration/, failure: 'over-role-maximum' },
  // aws/aws-cli#602: a wrong clock is reported as a wrong signature.
  { message: /^Signature (expired|not yet current)/, failure: 'clock-skew' },
  { code: /^(RequestExpired|RequestTimeTooSkewed)$/, failure: 'clock-skew' },
  { code: /^(InvalidIdentityToken|IDPRejectedClaim)(Exception)?$/, failure: 'identity-token' },
  { code: /^ExpiredToken(Exception)?$/, failure: 'expired-source' },
  {
    code: /^(InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch)$/,
    failure: 'bad-keys',
  },
  { code: /^RegionDisabledException$/, failure: 'region-disabled' },
  { code: /^(AccessDenied|AccessDeniedException)$/, failure: 'not-authorized' },
  {
    code: /^(Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded)$/,
    failure: 'throttled',
  },
  {
    code: /^(ValidationError|MalformedPolicyDocument.*|PackedPolicyTooLarge.*|InvalidParameter.*)$/,
    failure: 'invalid-request',
  },
];

/** Errors before the request is sent, so that its MFA code is still unused; the last text is a message of the SDK. */
const NEVER_SENT =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|CERT|SELF_SIGNED|UNABLE_TO_|ERR_SSL|before secure TLS connection|did not establish a connection/;

/** The SDK's message if it finds no error in the answer. */
const NO_ERROR = 'Unknown';

/** Whether STS itself refused: the error is in its own format, not a proxy's page or an incomplete answer. */
function isRefusal({ message, $fault }: Thrown): boolean {
  return $fault !== undefined && message !== NO_ERROR;
}

/** Whether the connection ended, or swrole ended it, before the answer was complete. */
function isBroken({ name = '', code, $fault }: Thrown): boolean {
  return $fault === undefined && (code !== undefined || /^(?:Abort|Timeout)Error$/.test(name));
}

/** Whether the answer is not HTTP, or node's parser does not accept it. */
function isNotHttp({ code = '' }: Thrown): boolean {
  return code.startsWith('HPE_');
}

function classify(thrown: Thrown): StsFailure {
  const { name = '', message = '', $metadata } = thrown;
  if (thrown instanceof AnswerTooLongError || isNotHttp(thrown)) return 'unexpected-answer';
  if ($metadata?.httpStatusCode === undefined || isBroken(thrown)) return 'unreachable';
  if (!isRefusal(thrown)) return 'unexpected-answer';
  const matches = (rule: Rule) =>
    (rule.code?.test(name) ?? true) && (rule.message?.test(message) ?? true);
  const rule = RULES.find(matches);
  if (rule !== undefined) return rule.failure;
  return $metadata.httpStatusCode >= 500 ? 'unavailable' : 'other';
}

function neverSent(thrown: unknown): boolean {
  const { code = '', message = '' } = thrown as Thrown;
  return thrown instanceof ProxyError || NEVER_SENT.test(`${code} ${message}`);
}

/** The host of a call, for messages; the default host is shown by its region. */
function host({ region, url }: StsEndpoint): string {
  return url === undefined ? `sts (${region})` : new URL(url).host;
}

/** This text needs another AWS call to decode, and is as long as a page. */
const ENCODED_MESSAGE = /\s*Encoded authorization failure message:.*$/s;

/** Characters. The longest messages of AWS name two ARNs and a policy. */
const MAX_MESSAGE_LENGTH = 1000;

/** The message of the service or the network in one line, without possible secrets: it may repeat the request. */
function messageOf(error: Thrown, failure: StsFailure): string {
  if (failure === 'unexpected-answer') return describeUnexpected(error);
  const message = withoutNodeAdvice(sdkMessage(error).replace(ENCODED_MESSAGE, '').trim());
  const [line = ''] = message.split(/[\r\n]/);
  return withoutSecrets(line).slice(0, MAX_MESSAGE_LENGTH) || error.code || 'no reason given';
}

/** Describes an answer that is not one of STS. Its text may be anything and is not shown. */
function describeUnexpected(error: Thrown): string {
  if (error instanceof AnswerTooLongError) return ANSWER_TOO_LONG.message;
  if (isNotHttp(error)) return `the answer is not one of STS: it is not HTTP (${error.code})`;
  const { $metadata, $response, $fault } = error;
  const isPage = /html/i.test($response?.headers?.['content-type'] ?? '');
  const body = $fault === undefined ? 'a body that is not whole XML' : 'no error of STS in it';
  return `the answer is not one of STS: HTTP ${$metadata?.httpStatusCode} with ${isPage ? 'an HTML page' : body}`;
}

/** The service's own error code; anything that does not look like a code is not shown. */
function codeOf({ name = '' }: Thrown): string {
  return /^[\w.:-]{1,100}$/.test(name) ? name : 'an error without a code';
}
