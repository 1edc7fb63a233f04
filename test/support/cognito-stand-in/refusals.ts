import { jsonAnswer, Refused } from '../http-stand-in/answer.ts';

/** The error codes of the service, all with HTTP 400. */
type Code =
  | 'InvalidIdentityPoolConfigurationException'
  | 'InvalidParameterException'
  | 'NotAuthorizedException'
  | 'ResourceNotFoundException'
  | 'SerializationException'
  | 'UnknownOperationException';

/** A refusal in JSON 1.1. */
export function refused(code: Code, message: string): Refused {
  const type = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': `${code}:` };
  return new Refused(jsonAnswer(400, { __type: code, message }, type));
}

// The messages, as users of the service have reported them.

/** aws/aws-sdk-js-v3 issue 3113. */
export const NO_GUESTS = 'Unauthenticated access is not supported for this identity pool.';
/** amazon-archives/amazon-cognito-identity-js issue 68. */
export const NO_MATCH =
  "Logins don't match. Please include at least one valid login for this identity or identity pool.";
/** amazon-archives/amazon-cognito-identity-js issue 7. */
export const FOREIGN_PROVIDER = 'Token is not from a supported provider of this identity pool.';
/** amazon-archives/amazon-cognito-identity-js issue 91. */
export const UNSIGNED = "Invalid login token. Couldn't verify signed token.";
/** amazon-archives/amazon-cognito-identity-js issue 40. */
export const OTHER_ISSUER = "Invalid login token. Issuer doesn't match providerName";
/** danilop/LambdAuth issue 4. */
export const NO_ROLE =
  'Invalid identity pool configuration. Check assigned IAM roles for this pool.';
/** danilop/LambdAuth issue 40, of the same service. */
export const forbiddenRole = (arn: string) => `Access to Role '${arn}' is forbidden.`;
export const expiredToken = (now: number, expiresAt: number) =>
  `Invalid login token. Token expired: ${now} >= ${expiresAt}`;
