import { type HttpAnswer, jsonAnswer } from '../http-stand-in/answer.ts';
import { type IssueKey, listingSecrets } from '../http-stand-in/issue-key.ts';
import { type HttpStandIn, startHttpStandIn } from '../http-stand-in/server.ts';
import type { WireRequest } from '../sts-stand-in/canonical-request.ts';
import type { SsoAssignment } from './assignment.ts';
import { createToken } from './oidc.ts';
import { getRoleCredentials, type Portal } from './portal.ts';
import { SsoSessions } from './sessions.ts';
import type { SsoToken } from './sso-token.ts';

/** Who may use which role, and how the services behave. */
export interface SsoStandInOptions {
  readonly assignments: readonly SsoAssignment[];
  /** Issues a key for an assignment, a new one for each request. The role's ARN is that of `assignedRoleArn`. */
  readonly issue: IssueKey<[SsoAssignment]>;
  /** The services' clock, in milliseconds since the epoch; the real one where absent. */
  readonly now?: () => number;
}

/**
 * A running stand-in of IAM Identity Center, portal and OIDC. Its `url` is for `AWS_ENDPOINT_URL_SSO` and
 * `AWS_ENDPOINT_URL_SSO_OIDC`.
 */
export interface SsoStandIn extends HttpStandIn {
  /** Every secret that must not leak: the client's, all tokens, and the keys handed out; it grows. */
  readonly secrets: readonly string[];
  /**
   * A user signs in, as with `aws sso login`: the tokens, to be written with `writeSsoToken`.
   *
   * @param expiresAt when the access token ends, in milliseconds; in an hour where absent
   */
  signIn(expiresAt?: number): SsoToken;
  /** Ends every session, with all its tokens. */
  revokeAll(): void;
}

/** Its requests, for faults that are for one of them. */
export const SSO_REQUESTS = {
  credentials: /^GET \/federation\/credentials\?/,
  token: /^POST \/token$/,
} as const;

function answer(portal: Portal, request: WireRequest, now: () => number): HttpAnswer {
  const [path] = request.target.split('?', 1);
  if (path === '/federation/credentials') return getRoleCredentials(portal, request);
  if (path === '/token') return createToken(portal.sessions, request, now);
  return jsonAnswer(404, { message: 'UnknownOperationException' });
}

/** Starts a stand-in for the portal and the OIDC service of IAM Identity Center, as strict as the services. */
export async function startSsoStandIn(options: SsoStandInOptions): Promise<SsoStandIn> {
  const { assignments, issue, now = Date.now } = options;
  const secrets: string[] = [];
  const sessions = new SsoSessions(secrets, now);
  const portal = { sessions, assignments, issue: listingSecrets(issue, secrets) };
  const standIn = await startHttpStandIn((request) => answer(portal, request, now), now);
  return {
    ...standIn,
    secrets,
    signIn: (expiresAt) => sessions.signIn(expiresAt),
    revokeAll: () => sessions.revokeAll(),
  };
}
