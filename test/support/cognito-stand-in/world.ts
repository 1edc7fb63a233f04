import type { IssueKey } from '../http-stand-in/issue-key.ts';

/** An identity pool of the stand-in. */
export interface StandInPool {
  /** `REGION:UUID`. */
  readonly id: string;
  /** The names of the login providers that it takes. */
  readonly providers: readonly string[];
  /** The role of its guests; a pool without one takes no guests. */
  readonly guestRole?: string;
  /** The role of those who have logged in, unless they choose one; a pool without one is misconfigured. */
  readonly userRole?: string;
}

/** A token of a login provider. */
export interface StandInLogin {
  readonly token: string;
  readonly provider: string;
  /** The user: each has one identity in a pool. */
  readonly subject: string;
  /** The ARNs of the claim `cognito:roles`, which the user may choose from. */
  readonly roles?: readonly string[];
  /** In seconds since the epoch; the token never expires where absent. */
  readonly expiresAt?: number;
}

/** Who exists, and how the stand-in behaves. */
export interface CognitoStandInOptions {
  readonly pools: readonly StandInPool[];
  readonly logins: readonly StandInLogin[];
  /** Issues a key of a role, a new one for each request, for an hour. */
  readonly issue: IssueKey<[roleArn: string]>;
  /** The service's clock, in milliseconds since the epoch; the real one where absent. */
  readonly now?: () => number;
}
