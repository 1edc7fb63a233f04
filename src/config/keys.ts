/**
 * Every key that swrole reads from a profile, spelt once and grouped by concern: AWS's words on the right, ours on the
 * left. The parser knows no key; whoever needs one takes it from here.
 */

/** What one AssumeRole call takes. `mfa_session` is swrole's own. */
export const roleKeys = {
  roleArn: 'role_arn',
  sourceProfile: 'source_profile',
  credentialSource: 'credential_source',
  roleSessionName: 'role_session_name',
  durationSeconds: 'duration_seconds',
  externalId: 'external_id',
  mfaSerial: 'mfa_serial',
  mfaSession: 'mfa_session',
} as const;

/** Where a code comes from without a person. swrole's own; `mfa_process` is aws-vault's word for it. */
export const tokenKeys = { generateToken: 'generate_token', mfaProcess: 'mfa_process' } as const;

/** Where the call goes. */
export const endpointKeys = {
  region: 'region',
  endpointUrl: 'endpoint_url',
  services: 'services',
  ignoreConfiguredEndpointUrls: 'ignore_configured_endpoint_urls',
} as const;

/** STS's key in a `[services]` section; its own settings are nested below. */
export const stsServiceId = 'sts';

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

/** Exchanged for credentials together with `role_arn`. */
export const webIdentityKeys = { webIdentityTokenFile: 'web_identity_token_file' } as const;

/** Each says that the profile's credentials come from somewhere this version does not read yet. */
export const unsupportedSourceKeys = [
  roleKeys.credentialSource,
  webIdentityKeys.webIdentityTokenFile,
  'sso_session',
  'sso_start_url',
  'sso_account_id',
  'sso_role_name',
  'sso_region',
  'login_session',
] as const;
