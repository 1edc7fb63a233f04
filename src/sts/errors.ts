import type { ClientOptions, StsEndpoint } from '../config/plan.ts';
import { ANSWER_TOO_LONG, AnswerTooLongError, sdkMessage } from '../http/bounded-answers.ts';
import { ProxyError } from '../http/proxy-env.ts';
import { withoutSecrets } from '../util/secret-text.ts';

/**
 * What STS, or the way to it, answered, as data. `words/` makes the words.
 * Source of the texts that are recognised: reference "Error texts" of the STS API and the issues
 * linked at each rule.
 */
export type StsFailure =
  /** Wrong, expired or already used: STS does not tell which. */
  | 'mfa-refused'
  /** The device is unknown or belongs to somebody else. */
  | 'mfa-device'
  /** The trust policy, a policy, or a condition such as MFA or the external id says no. */
  | 'not-authorized'
  /** More than the role's MaxSessionDuration. */
  | 'over-role-maximum'
  /** More than the hour that a chained role may last. */
  | 'over-chain-limit'
  /** Another rule for the request's parameters. */
  | 'invalid-request'
  /** This machine's clock is wrong. */
  | 'clock-skew'
  /** The token of another identity provider is not one that STS takes (any more). */
  | 'identity-token'
  /** The source's session token has expired. */
  | 'expired-source'
  /** The source's access key does not exist (any more), or its secret is wrong. */
  | 'bad-keys'
  /** The region is not enabled for the account. */
  | 'region-disabled'
  | 'throttled'
  /** A server error of STS itself. */
  | 'unavailable'
  /** No answer: name, connection, TLS or time limit. */
  | 'unreachable'
  /** An answer that is not what STS gives. */
  | 'unexpected-answer'
  | 'other';

/** The facts of one failed call. Nothing secret is ever among them. */
export interface StsErrorDetails {
  readonly failure: StsFailure;
  readonly action:
    | 'AssumeRole'
    | 'AssumeRoleWithWebIdentity'
    | 'GetCallerIdentity'
    | 'GetSessionToken';
  /** The service's own code, such as `AccessDenied`; `undefined` when there was no answer. */
  readonly code: string | undefined;
  /** The service's own message, or the network's. */
  readonly message: string;
  readonly profile: string;
  /** The role, for AssumeRole. */
  readonly roleArn: string | undefined;
  readonly host: string;
  /** The profile for which swrole put the refused keys into the environment, as `SWROLE_PROFILE` says. */
  readonly keysOf?: string | undefined;
  /** Whether STS may have seen the request, and so spent its one-time code. */
  readonly sent: boolean;
}

/** AWS refused or could not be reached: exit code 5. */
export class StsError extends Error {
  override readonly name = 'StsError';
  readonly details: StsErrorDetails;

  constructor(fact: StsErrorDetails) {
    super(`${fact.action}: ${fact.failure}`);
    this.details = fact;
  }
}

// From whatever the SDK throws to the facts of the failure. The service's texts are matched here and nowhere else.

/** What was called, for the facts. */
export interface StsCall {
  readonly action: StsErrorDetails['action'];
  readonly profile: string;
  readonly roleArn: string | undefined;
  readonly endpoint: StsEndpoint;
  readonly transport: ClientOptions;
}

/** The shape of the SDK's `ServiceException` and of node's system errors, as far as it is used. */
interface Thrown {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  /** Of an error that the service has answered with, and of no other. */
  readonly $fault?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string | undefined>> };
}

interface Rule {
  readonly code?: RegExp;
  readonly message?: RegExp;
  readonly failure: StsFailure;
}

/**
 * The first rule that fits decides. STS has no codes of its own for MFA: all of it is AccessDenied
 * with these texts (aws/aws-cli#6325), and a code used twice reads like a wrong one (aws/aws-cli#2279).
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

/** These happen before the request has left, so that its code is still good; the last is the SDK's own sentence. */
const NEVER_SENT =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|CERT|SELF_SIGNED|UNABLE_TO_|ERR_SSL|before secure TLS connection|did not establish a connection/;

/** The SDK's word for an error in whose answer it has found none. */
const NO_ERROR = 'Unknown';

/** Whether STS itself says no: an answer in its own form. A proxy's page and half an answer are not. */
function isRefusal({ message, $fault }: Thrown): boolean {
  return $fault !== undefined && message !== NO_ERROR;
}

/** Whether the connection ended, or was ended by us, before the answer did. */
function isBroken({ name = '', code, $fault }: Thrown): boolean {
  return $fault === undefined && (code !== undefined || /^(?:Abort|Timeout)Error$/.test(name));
}

/** Whether the other end does not speak HTTP, or not as node's parser takes it. */
function isNotHttp({ code = '' }: Thrown): boolean {
  return code.startsWith('HPE_');
}

function classify(thrown: Thrown): StsFailure {
  const { name = '', message = '', $metadata } = thrown;
  if (thrown instanceof AnswerTooLongError || isNotHttp(thrown)) return 'unexpected-answer';
  if ($metadata?.httpStatusCode === undefined || isBroken(thrown)) return 'unreachable';
  if (!isRefusal(thrown)) return 'unexpected-answer';
  const fits = (rule: Rule) =>
    (rule.code?.test(name) ?? true) && (rule.message?.test(message) ?? true);
  const rule = RULES.find(fits);
  if (rule !== undefined) return rule.failure;
  return $metadata.httpStatusCode >= 500 ? 'unavailable' : 'other';
}

function neverSent(thrown: unknown): boolean {
  const { code = '', message = '' } = thrown as Thrown;
  return thrown instanceof ProxyError || NEVER_SENT.test(`${code} ${message}`);
}

/** The host that a call goes to, for messages; the default one is worded by its region. */
function host({ region, url }: StsEndpoint): string {
  return url === undefined ? `sts (${region})` : new URL(url).host;
}

/** Only readable with another call of AWS, and as long as a page. */
const ENCODED_MESSAGE = /\s*Encoded authorization failure message:.*$/s;

/** The longest sentences of AWS name two ARNs and a policy. */
const LONGEST_MESSAGE = 1000;

/** What the service or the network says, in one line and without what may be a secret: it may repeat what was sent. */
function messageOf(error: Thrown, failure: StsFailure): string {
  if (failure === 'unexpected-answer') return strangeAnswer(error);
  const message = sdkMessage(error).replace(ENCODED_MESSAGE, '').trim();
  const [line = ''] = message.split(/[\r\n]/);
  return withoutSecrets(line).slice(0, LONGEST_MESSAGE) || error.code || 'no reason given';
}

/** What came instead of an answer of STS. Its text may be anything, and is not shown. */
function strangeAnswer(error: Thrown): string {
  if (error instanceof AnswerTooLongError) return ANSWER_TOO_LONG.message;
  if (isNotHttp(error)) return `the answer is not one of STS: it is not HTTP (${error.code})`;
  const { $metadata, $response, $fault } = error;
  const isPage = /html/i.test($response?.headers?.['content-type'] ?? '');
  const body = $fault === undefined ? 'a body that is not whole XML' : 'no error of STS in it';
  return `the answer is not one of STS: HTTP ${$metadata?.httpStatusCode} with ${isPage ? 'an HTML page' : body}`;
}

/** The service's own code; what does not have the form of one is not repeated. */
function codeOf({ name = '' }: Thrown): string {
  return /^[\w.:-]{1,100}$/.test(name) ? name : 'an error without a code';
}

/**
 * The facts of a failed call.
 *
 * @param thrown an SDK exception or a network error
 */
export function stsFailure(thrown: unknown, call: StsCall): StsErrorDetails {
  const { action, profile, roleArn, endpoint } = call;
  const error = thrown as Thrown;
  const answered = error.$metadata?.httpStatusCode !== undefined;
  const failure = classify(error);
  // Only here is a token the source.
  const isToken = failure === 'expired-source' && action === 'AssumeRoleWithWebIdentity';
  return {
    failure: isToken ? 'identity-token' : failure,
    action,
    code: isRefusal(error) ? codeOf(error) : undefined,
    message: messageOf(error, failure),
    profile,
    roleArn,
    host: host(endpoint),
    sent: answered || !neverSent(thrown),
  };
}

/**
 * The facts of an answer without all that was asked for: a proxy's page, or something that is not STS.
 *
 * @param problem completes the sentence "it holds …"
 */
export function incompleteAnswer(call: StsCall, problem: string | undefined): StsErrorDetails {
  const wanted =
    call.action === 'GetCallerIdentity' ? 'complete identity' : 'complete credentials of this role';
  const facts = stsFailure(
    new Error(`the answer is not one of STS: it holds ${problem ?? `no ${wanted}`}`),
    call,
  );
  return { ...facts, failure: 'unexpected-answer', sent: true };
}
