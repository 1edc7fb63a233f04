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
export interface StsFact {
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
  readonly fact: StsFact;

  constructor(fact: StsFact) {
    super(`${fact.action}: ${fact.failure}`);
    this.fact = fact;
  }
}
