import { type HttpAnswer, jsonAnswer } from '../http-stand-in/answer.ts';
import { type HttpStandIn, startHttpStandIn } from '../http-stand-in/server.ts';
import type { WireRequest } from '../sts-stand-in/canonical-request.ts';
import type { StsStandIn } from '../sts-stand-in/server.ts';
import type { Federation } from './federation.ts';
import { getSigninToken } from './get-signin-token.ts';
import { login, logout } from './login.ts';
import { LoginTokens } from './login-tokens.ts';

/** Whose keys are known, and how the service behaves. */
export interface FederationOptions {
  /** Whose keys are good here. */
  readonly sts: Pick<StsStandIn, 'findKey'>;
  /** `console.aws.amazon.com` where absent. */
  readonly consoleHost?: string;
  /** The service's clock, in milliseconds since the epoch; the real one where absent. */
  readonly now?: () => number;
}

/** A running stand-in of the sign-in service. Its `url` is for `SWROLE_SIGNIN_URL`. */
export interface FederationStandIn extends HttpStandIn {
  /** Every token given out: it must go nowhere but into the URL. It grows. */
  readonly secrets: readonly string[];
}

function answer(federation: Federation, request: WireRequest): HttpAnswer {
  const [path] = request.target.split('?', 1);
  if (path === '/oauth' && request.method === 'GET') return logout(request);
  if (path !== '/federation') return jsonAnswer(404, {});
  if (request.method === 'POST') return getSigninToken(federation, request);
  return request.method === 'GET' ? login(federation, request) : jsonAnswer(405, {});
}

/**
 * Starts a stand-in for the federation endpoint of AWS's sign-in, stricter than the service: tokens for live sessions of
 * roles and of GetFederationToken only, by POST only, with a duration only where the role was assumed with long-term keys, and for one login each.
 */
export async function startFederationStandIn(
  options: FederationOptions,
): Promise<FederationStandIn> {
  const { sts, consoleHost = 'console.aws.amazon.com', now = Date.now } = options;
  const secrets: string[] = [];
  const { findKey } = sts;
  const federation = { tokens: new LoginTokens(secrets), consoleHost, findKey, now };
  const standIn = await startHttpStandIn((request) => answer(federation, request), now);
  return { ...standIn, secrets };
}
