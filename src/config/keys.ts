/**
 * Every key that swrole reads from a profile, grouped by subject: our names on the left, the spelling in the files on the
 * right. The parser knows no key; all other code takes keys from here.
 */

/** The parameters of an AssumeRole call. */
export const roleKeys = {
  roleArn: 'role_arn',
  sourceProfile: 'source_profile',
  credentialSource: 'credential_source',
  roleSessionName: 'role_session_name',
  durationSeconds: 'duration_seconds',
  externalId: 'external_id',
  mfaSerial: 'mfa_serial',
  webIdentityTokenFile: 'web_identity_token_file',
  /** swrole's own, like aws-vault's. */
  webIdentityTokenProcess: 'web_identity_token_process',
} as const;

/** The SAML assertion that assumes a role. swrole's own keys. */
export const samlKeys = {
  process: 'saml_process',
  assertionFile: 'saml_assertion_file',
  providerArn: 'saml_provider_arn',
} as const;

/** More parameters of an AssumeRole call. swrole's own keys: no SDK reads them from a profile. */
export const sessionKeys = {
  mfaSession: 'mfa_session',
  sourceIdentity: 'source_identity',
  sessionTags: 'session_tags',
  transitiveSessionTags: 'transitive_session_tags',
  policyArns: 'policy_arns',
  policyFile: 'policy_file',
} as const;

/** Where sessions are kept: by swrole, and in the AWS CLI's own cache. swrole's own keys. */
export const cacheKeys = { awsCliCache: 'aws_cli_cache', swroleCache: 'swrole_cache' } as const;

/** The command that prints codes. swrole's own key; `mfa_process` is aws-vault's name for it. */
export const tokenKeys = { generateToken: 'generate_token', mfaProcess: 'mfa_process' } as const;

/** Which host a call goes to. */
export const endpointKeys = {
  region: 'region',
  endpointUrl: 'endpoint_url',
  services: 'services',
  ignoreConfiguredEndpointUrls: 'ignore_configured_endpoint_urls',
  useFipsEndpoint: 'use_fips_endpoint',
  useDualStackEndpoint: 'use_dualstack_endpoint',
  stsRegionalEndpoints: 'sts_regional_endpoints',
} as const;

/** How a call is made. */
export const transportKeys = {
  caBundle: 'ca_bundle',
  maxAttempts: 'max_attempts',
  retryMode: 'retry_mode',
} as const;

/** Credentials in the file itself. */
export const staticKeys = {
  accessKeyId: 'aws_access_key_id',
  secretAccessKey: 'aws_secret_access_key',
  sessionToken: 'aws_session_token',
} as const;

/** Credentials that another program prints. */
export const processKeys = { credentialProcess: 'credential_process' } as const;

/** How a person sees the profile, whether swrole asks before its use, and where its console opens. swrole's own. */
export const displayKeys = {
  color: 'color',
  confirm: 'confirm',
  consoleBrowser: 'console_browser',
} as const;

/** A role of IAM Identity Center; start URL and region may stand in an `[sso-session]` instead. */
export const ssoKeys = {
  session: 'sso_session',
  startUrl: 'sso_start_url',
  region: 'sso_region',
  accountId: 'sso_account_id',
  roleName: 'sso_role_name',
} as const;

/** The console session of `aws login`. */
export const loginKeys = { loginSession: 'login_session' } as const;

/** A Cognito identity pool. swrole's own keys: no SDK reads them from a profile. */
export const cognitoKeys = {
  identityPoolId: 'cognito_identity_pool_id',
  loginProvider: 'cognito_login_provider',
  loginTokenFile: 'cognito_login_token_file',
  loginProcess: 'cognito_login_process',
  roleArn: 'cognito_role_arn',
} as const;

/** How to reach the metadata service of an EC2 instance. */
export const metadataKeys = {
  endpoint: 'ec2_metadata_service_endpoint',
  endpointMode: 'ec2_metadata_service_endpoint_mode',
  v1Disabled: 'ec2_metadata_v1_disabled',
  timeout: 'metadata_service_timeout',
  attempts: 'metadata_service_num_attempts',
} as const;
