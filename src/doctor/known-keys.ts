/**
 * The known keys: AWS's (SDK reference guide "Settings reference", AWS CLI "Supported config file
 * settings", botocore `configprovider.py`), swrole's own, and the keys of tools that use the same files. Another key is reported
 * only if it is similar to one of these.
 */
import * as keys from '../config/keys.ts';

const AWS_KEYS = [
  'account_id_endpoint_mode',
  'api_versions',
  'auth_scheme_preference',
  'aws_account_id',
  'aws_security_token',
  'cli_auto_prompt',
  'cli_binary_format',
  'cli_error_format',
  'cli_follow_urlparam',
  'cli_help_output',
  'cli_history',
  'cli_legacy_plugin_path',
  'cli_pager',
  'cli_timestamp_format',
  'cloudfront',
  'csm_client_id',
  'csm_enabled',
  'csm_host',
  'csm_port',
  'defaults_mode',
  'disable_host_prefix_injection',
  'disable_request_compression',
  'dynamodb',
  'ec2_instance_profile_name',
  'emr',
  'endpoint_discovery_enabled',
  'output',
  'parameter_validation',
  'request_checksum_calculation',
  'request_min_compression_size_bytes',
  'response_checksum_validation',
  's3',
  's3_disable_express_session_auth',
  's3_disable_multiregion_access_points',
  's3_us_east_1_regional_endpoint',
  's3_use_arn_region',
  's3api',
  'sdk_ua_app_id',
  'sigv4a_signing_region_set',
  'sso_auto_populated',
  'sso_registration_scopes',
  'tcp_keepalive',
];

/** Of aws-vault, Granted, saml2aws, aws-mfa, aws-extend-switch-roles, gimme-aws-creds. */
const TOOL_KEYS = [
  'assumed_role',
  'assumed_role_arn',
  'aws_expiration',
  'aws_mfa_device',
  'aws_session_expiration',
  'common_fate_generated_from',
  'credential_process_auto_login',
  'expiration',
  'granted_sso_account_id',
  'granted_sso_region',
  'granted_sso_registration_scopes',
  'granted_sso_role_name',
  'granted_sso_start_url',
  'group',
  'image',
  'include_profile',
  'mfa_prompt',
  'parent_profile',
  'role_name',
  'target_region',
  'target_role_name',
  'x_principal_arn',
  'x_security_token_expires',
];

/** Keys reserved for later versions of swrole, and the effect of each. */
export const RESERVED_KEYS: ReadonlyMap<string, string> = new Map([
  [
    'swrole_cache',
    'whatever it says, sessions are kept in files that only you can read, and never in a keychain',
  ],
]);

/** All known keys. */
export const KNOWN_KEYS: ReadonlySet<string> = new Set([
  ...Object.values(keys).flatMap((group) => Object.values(group)),
  ...RESERVED_KEYS.keys(),
  ...AWS_KEYS,
  ...TOOL_KEYS,
]);

/** Common wrong names for a key that are not similar in spelling. */
export const COMMON_MISTAKES: ReadonlyMap<string, string> = new Map([
  ['access_key', 'aws_access_key_id'],
  ['access_key_id', 'aws_access_key_id'],
  ['aws_access_key', 'aws_access_key_id'],
  ['aws_default_region', 'region'],
  ['aws_region', 'region'],
  ['aws_secret_key', 'aws_secret_access_key'],
  ['aws_token', 'aws_session_token'],
  ['default_region', 'region'],
  ['duration', 'duration_seconds'],
  ['mfa', 'mfa_serial'],
  ['mfa_arn', 'mfa_serial'],
  ['mfa_device', 'mfa_serial'],
  ['process', 'credential_process'],
  ['profile', 'source_profile'],
  ['role', 'role_arn'],
  ['secret_access_key', 'aws_secret_access_key'],
  ['session_duration', 'duration_seconds'],
  ['session_name', 'role_session_name'],
  ['session_token', 'aws_session_token'],
  ['source', 'source_profile'],
  ['token_command', 'generate_token'],
]);
