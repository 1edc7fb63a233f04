import { type HttpAnswer, jsonAnswer, Refused } from '../http-stand-in/answer.ts';
import type { IssueKey } from '../http-stand-in/issue-key.ts';
import { jsonBody } from '../http-stand-in/json-body.ts';
import type { WireRequest } from '../sts-stand-in/canonical-request.ts';
import type { DpopProofs } from './dpop.ts';
import { CLIENT_ID } from './login-token.ts';
import { invalidRequest } from './refusals.ts';
import type { SigninSessions } from './sessions.ts';

/** AWS Sign-In, as far as a refresh goes. */
export interface Signin {
  readonly sessions: SigninSessions;
  readonly proofs: DpopProofs;
  readonly issue: IssueKey;
  readonly secrets: string[];
  now(): number;
}

/** The most seconds that the service says a key lasts. */
const MOST_SECONDS = 900;

/** The refresh token of a request that is as it should be. */
function refreshTokenOf(request: WireRequest): unknown {
  const { clientId, grantType, refreshToken } = jsonBody(request) ?? {};
  const isRefresh = clientId === CLIENT_ID && grantType === 'refresh_token';
  if (isRefresh && typeof refreshToken === 'string') return refreshToken;
  throw new Refused(invalidRequest('The request is missing a required parameter'));
}

/** CreateOAuth2Token, for refresh tokens only: a new key and the next refresh token. */
export function createOAuth2Token(signin: Signin, request: WireRequest): HttpAnswer {
  const now = signin.now();
  const thumbprint = signin.proofs.check(request, now);
  const refreshToken = signin.sessions.refresh(refreshTokenOf(request), thumbprint, now);
  const { accessKeyId, secretAccessKey, session } = signin.issue();
  signin.secrets.push(refreshToken);
  const expiresIn = Math.min(Math.floor((session.expiration - now) / 1000), MOST_SECONDS);
  const accessToken = { accessKeyId, secretAccessKey, sessionToken: session.token };
  return jsonAnswer(200, { accessToken, tokenType: 'aws_sigv4', expiresIn, refreshToken });
}
