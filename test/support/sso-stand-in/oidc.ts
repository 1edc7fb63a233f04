import { type HttpAnswer, jsonAnswer, Refused } from '../http-stand-in/answer.ts';
import { jsonBody } from '../http-stand-in/json-body.ts';
import type { WireRequest } from '../sts-stand-in/canonical-request.ts';
import {
  INVALID_CLIENT,
  INVALID_GRANT,
  INVALID_REQUEST,
  UNSUPPORTED_GRANT_TYPE,
} from './oidc-refusals.ts';
import type { SsoSessions } from './sessions.ts';

/** CreateToken, for refresh tokens only: there is no sign-in here. */
export function createToken(
  sessions: SsoSessions,
  request: WireRequest,
  now: () => number,
): HttpAnswer {
  const fields = request.method === 'POST' ? jsonBody(request) : undefined;
  if (!fields) throw new Refused(INVALID_REQUEST);
  const { grantType, clientId, clientSecret } = fields;
  if (grantType !== 'refresh_token') throw new Refused(UNSUPPORTED_GRANT_TYPE);
  if (!sessions.knowsClient(clientId, clientSecret)) throw new Refused(INVALID_CLIENT);
  const token = sessions.refresh(fields.refreshToken);
  if (!token) throw new Refused(INVALID_GRANT);
  const { accessToken, refreshToken, expiresAt } = token;
  const expiresIn = Math.floor((expiresAt - now()) / 1000);
  return jsonAnswer(200, { accessToken, tokenType: 'Bearer', expiresIn, refreshToken });
}
