/**
 * Every key that swrole reads from a profile, spelt once and grouped by concern: AWS's words on the right, ours on the
 * left. The parser knows no key; whoever needs one takes it from here.
 */

/** What one AssumeRole call takes. */
export const roleKeys = {
  roleArn: 'role_arn',
  sourceProfile: 'source_profile',
  credentialSource: 'credential_source',
  roleSessionName: 'role_session_name',
  durationSeconds: 'duration_seconds',
  externalId: 'external_id',
  mfaSerial: 'mfa_serial',
  webIdentityTokenFile: 'web_identity_token_file',
} as const;

/** More of what an AssumeRole call takes, which no SDK reads from a profile: swrole's own. */
export const sessionKeys = {
  mfaSession: 'mfa_session',
  sourceIdentity: 'source_identity',
  sessionTags: 'session_tags',
  transitiveSessionTags: 'transitive_session_tags',
  policyArns: 'policy_arns',
  policyFile: 'policy_file',
} as const;

/** Where a code comes from without a person. swrole's own; `mfa_process` is aws-vault's word for it. */
export const tokenKeys = { generateToken: 'generate_token', mfaProcess: 'mfa_process' } as const;

/** Where the call goes. */
export const endpointKeys = {
  region: 'region',
  endpointUrl: 'endpoint_url',
  services: 'services',
  ignoreConfiguredEndpointUrls: 'ignore_configured_endpoint_urls',
  useFipsEndpoint: 'use_fips_endpoint',
  useDualStackEndpoint: 'use_dualstack_endpoint',
  stsRegionalEndpoints: 'sts_regional_endpoints',
} as const;

/** How the call is made. */
export const transportKeys = {
  caBundle: 'ca_bundle',
  maxAttempts: 'max_attempts',
  retryMode: 'retry_mode',
} as const;

/** Credentials that stand in the file. */
export const staticKeys = {
  accessKeyId: 'aws_access_key_id',
  secretAccessKey: 'aws_secret_access_key',
  sessionToken: 'aws_session_token',
} as const;

/** Credentials that another program prints. */
export const processKeys = { credentialProcess: 'credential_process' } as const;

/** How a subshell shows the profile. swrole's own. */
export const displayKeys = { color: 'color' } as const;

/** A role of IAM Identity Center; start URL and region may stand in an `[sso-session]` instead. */
export const ssoKeys = {
  session: 'sso_session',
  startUrl: 'sso_start_url',
  region: 'sso_region',
  accountId: 'sso_account_id',
  roleName: 'sso_role_name',
} as const;

/** What `aws login` has signed in. */
export const loginKeys = { loginSession: 'login_session' } as const;

/** How the metadata service of an EC2 instance is asked. */
export const metadataKeys = {
  endpoint: 'ec2_metadata_service_endpoint',
  endpointMode: 'ec2_metadata_service_endpoint_mode',
  v1Disabled: 'ec2_metadata_v1_disabled',
  timeout: 'metadata_service_timeout',
  attempts: 'metadata_service_num_attempts',
} as const;
