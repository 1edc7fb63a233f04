import { type HttpAnswer, jsonAnswer } from '../http-stand-in/answer.ts';

/** A refusal of the OIDC service, in its words. */
export function oidcRefusal(
  status: number,
  type: string,
  error: string,
  error_description: string,
): HttpAnswer {
  const errorType = `${type}:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/`;
  return jsonAnswer(status, { error, error_description }, { 'x-amzn-errortype': errorType });
}

/** A request that is not the form it should be. */
export const INVALID_REQUEST = oidcRefusal(
  400,
  'InvalidRequestException',
  'invalid_request',
  'Invalid request',
);
/** A grant that the stand-in does not know. */
export const UNSUPPORTED_GRANT_TYPE = oidcRefusal(
  400,
  'UnsupportedGrantTypeException',
  'unsupported_grant_type',
  'Unsupported grant type provided',
);
/** A client that was never registered. */
export const INVALID_CLIENT = oidcRefusal(
  401,
  'InvalidClientException',
  'invalid_client',
  'Invalid client provided',
);
/** A refresh token that is unknown, used, or of a session that is over. Seen in aws/aws-cli issue 8561. */
export const INVALID_GRANT = oidcRefusal(
  400,
  'InvalidGrantException',
  'invalid_grant',
  'Invalid refresh token provided',
);
