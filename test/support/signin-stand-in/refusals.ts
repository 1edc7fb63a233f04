import { type HttpAnswer, jsonAnswer } from '../http-stand-in/answer.ts';

function refusal(status: number, type: string, error: string, message: string): HttpAnswer {
  return jsonAnswer(status, { error, message }, { 'x-amzn-errortype': type });
}

/** A request, or a proof of possession, that is not as it should be. */
export function invalidRequest(message: string): HttpAnswer {
  return refusal(400, 'ValidationException', 'INVALID_REQUEST', message);
}

/** A refresh token that is unknown, used, or another key's. Seen in aws/aws-cli issue 10613. */
export const INVALID_GRANT = invalidRequest(
  'The provided authorization grant is invalid, expired, revoked, or malformed',
);

/** The session is over. Seen in aws/aws-cli issue 10330. */
export const TOKEN_EXPIRED = refusal(
  401,
  'AccessDeniedException',
  'TOKEN_EXPIRED',
  'The refresh token has expired.',
);

/** The user has a new password. */
export const USER_CREDENTIALS_CHANGED = refusal(
  403,
  'AccessDeniedException',
  'USER_CREDENTIALS_CHANGED',
  'The user credentials have changed.',
);

/** The user may not call CreateOAuth2Token. */
export const INSUFFICIENT_PERMISSIONS = refusal(
  403,
  'AccessDeniedException',
  'INSUFFICIENT_PERMISSIONS',
  'The user is not authorized to perform: signin:CreateOAuth2Token',
);
