import { REGION_SET, REGION_VARIABLES } from '../fast-path/region.ts';

/**
 * Every variable that decides which credentials an SDK or the AWS CLI uses. It is one list, because a token command must
 * see none of them, and a role must set or remove each: one that is left would shadow or contradict the role (security 5;
 * `aws-vault exec` removes a similar list).
 */
export const IDENTITY_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  // The name of the token before 2014, which botocore still reads.
  'AWS_SECURITY_TOKEN',
  // The Go and Java SDKs read these where the names above are missing.
  'AWS_ACCESS_KEY',
  'AWS_SECRET_KEY',
  // So does Ruby with these (aws-sdk-core, `credential_provider_chain.rb`).
  'AMAZON_ACCESS_KEY_ID',
  'AMAZON_SECRET_ACCESS_KEY',
  'AMAZON_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  // The same by the name that Granted and its prompts use.
  'AWS_SESSION_EXPIRATION',
  'AWS_ACCOUNT_ID',
  // JS signs with it where it is set.
  'AWS_CREDENTIAL_SCOPE',
  // A file of keys, which botocore reads (`OriginalEC2Provider`).
  'AWS_CREDENTIAL_FILE',
  // A profile: the JS SDK then ignores the keys above.
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
] as const;

/**
 * What a role sets or removes: the variables above, and swrole's own two. After a failure all of them go, so that no
 * command runs with the credentials of before.
 */
export const MANAGED_VARIABLES = [
  ...IDENTITY_VARIABLES,
  // For prompts: whose credentials these are, and its colour.
  'SWROLE_PROFILE',
  'SWROLE_COLOR',
] as const;

/** Which region swrole has set, and what was there before: removed when that has been brought back. */
export const REGION_RECORD = [REGION_SET, ...REGION_VARIABLES.map(([, before]) => before)] as const;

/** The name of a variable that swrole may set. */
export type VariableName =
  | (typeof MANAGED_VARIABLES | typeof REGION_RECORD)[number]
  | (typeof REGION_VARIABLES)[number][0];
