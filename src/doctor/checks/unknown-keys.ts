/** Checks of unknown keys: misspelt keys and keys of other tools. */

import type { Setting, Settings } from '../../config/ini/parser.ts';
import * as keys from '../../config/keys.ts';
import { processKeys, roleKeys, ssoKeys, staticKeys } from '../../config/keys.ts';
import { locationOf, type RawProfile, textOf } from '../../config/profile/raw-profile.ts';
import { nearestName } from '../../util/text.ts';
import { type Check, type Facts, type Finding, fix, isInScope } from '../check.ts';

/** Misspelt keys of profiles and SSO sessions. */
export const unknownKey: Check = (facts) => {
  const sessions = [...facts.files.ssoSessions.values()].filter(({ name }) =>
    isInScope({ type: 'sso-session', name }, facts),
  );
  const meanings = new Meanings();
  return [
    ...misspelt(facts.profiles, 'profile', meanings),
    ...misspelt(sessions, 'sso-session', meanings),
  ];
};

function misspelt(owners: readonly RawProfile[], type: string, meanings: Meanings): Finding[] {
  const findings: Finding[] = [];
  for (const { name, settings } of owners)
    for (const [key, setting] of settings) {
      const meant = KNOWN_KEYS.has(key) ? undefined : meanings.of(key);
      if (meant !== undefined) findings.push(finding(key, meant, setting, `${type} '${name}'`));
    }
  return findings;
}

/** Finds the known key nearest to a key. A file with very many unknown keys is generated, and gets no guesses. */
class Meanings {
  static readonly MOST = 2000;
  /** Each key is looked up once, because a misspelt key is often in many profiles. */
  readonly #known = new Map<string, string | undefined>();

  of(key: string): string | undefined {
    const common = COMMON_MISTAKES.get(key);
    if (common !== undefined) return common;
    if (!this.#known.has(key) && this.#known.size < Meanings.MOST)
      this.#known.set(key, nearestName(key.replaceAll('-', '_'), KNOWN_KEYS));
    return this.#known.get(key);
  }
}

function finding(key: string, meant: string, { at }: Setting, owner: string): Finding {
  return {
    level: 'warning',
    what: `${key} of ${owner} is not a known key`,
    where: at,
    why: 'SDKs silently ignore unknown keys',
    advice: fix(`did you mean ${meant}?`),
  };
}

// Keys with which other tools set the credential source, in profiles that do not use these tools.

/** aws-vault's keys for "take what that profile says"; the second is the older one. */
const INCLUDES = ['include_profile', 'parent_profile'] as const;
/** Granted's name for its copy of each SSO key. */
const GRANTED = /^granted_sso_/;
const TOOL_KEY = new RegExp(`${GRANTED.source}|^(?:${INCLUDES.join('|')})$`);

/** Keys of aws-vault and Granted that do nothing here. A command of theirs beside the keys still reads them. */
export const toolKey: Check = (facts) =>
  facts.profiles
    .filter(({ settings }) => hasToolKey(settings))
    .filter(({ settings }) => textOf(settings, processKeys.credentialProcess) === undefined)
    .flatMap((profile) => [...includes(profile, facts), ...granted(profile)]);

/** In most files no profile has one. */
function hasToolKey(settings: Settings): boolean {
  for (const key of settings.keys()) if (TOOL_KEY.test(key)) return true;
  return false;
}

function includes(profile: RawProfile, { files }: Facts): Finding[] {
  return INCLUDES.flatMap((key) => {
    const included = textOf(profile.settings, key);
    if (included === undefined) return [];
    const lost = lostKeys(profile, files.profiles.get(included));
    return {
      level: lost.length === 0 ? 'note' : 'warning',
      what: `${key} of profile '${profile.name}' does nothing here`,
      where: locationOf(profile, key),
      why:
        lost.length === 0
          ? 'aws-vault alone reads it'
          : `aws-vault alone reads it: swrole and the SDKs do not take ${lost.join(', ')} from profile '${included}'`,
      advice: fix(
        lost.length === 0
          ? 'remove the line, unless aws-vault needs it'
          : advice(profile, included, lost),
      ),
    } satisfies Finding;
  });
}

/** Keys that are credentials: a second copy becomes stale when they change. */
const CREDENTIALS: ReadonlySet<string> = new Set([
  ...Object.values(staticKeys),
  'aws_security_token',
]);

/** Security: credentials stay where they are; a role can name that profile, and other settings may stand twice. */
function advice({ name, settings }: RawProfile, included: string, lost: readonly string[]): string {
  const others = lost.filter((key) => !CREDENTIALS.has(key));
  if (others.length === lost.length) return `write these keys into profile '${name}' too`;
  const isRole = settings.has(roleKeys.roleArn);
  const first = isRole
    ? `write source_profile = ${included} into profile '${name}'`
    : `use profile '${included}', or name it as source_profile of a role; do not copy its keys`;
  return others.length === 0
    ? first
    : `${first}; ${others.join(', ')} can be written into profile '${name}' too`;
}

/** The keys that aws-vault would use. Security: only their names, and only those that a program is known to read. */
function lostKeys({ settings }: RawProfile, included: RawProfile | undefined): readonly string[] {
  const keys = [...(included?.settings.keys() ?? [])];
  const isInclude = (key: string) => INCLUDES.some((each) => each === key);
  const hasSource = settings.has(roleKeys.sourceProfile) || settings.has(roleKeys.credentialSource);
  return keys.filter(
    (key) =>
      KNOWN_KEYS.has(key) &&
      !settings.has(key) &&
      !isInclude(key) &&
      !(hasSource && CREDENTIALS.has(key)),
  );
}

function granted(profile: RawProfile): Finding[] {
  const { name, settings } = profile;
  if (textOf(settings, ssoKeys.accountId) !== undefined) return [];
  const key = [...settings.keys()].find((each) => GRANTED.test(each));
  if (key === undefined) return [];
  return [
    {
      level: 'warning',
      what: `${key} of profile '${name}' does nothing here`,
      where: locationOf(profile, key),
      why: 'Granted alone reads the keys that begin with granted_, so there are no credentials of this SSO role',
      advice: fix(
        `write them without granted_ (sso_start_url, sso_region, sso_account_id, sso_role_name), or add credential_process = granted credential-process --profile ${name}`,
      ),
    },
  ];
}

// The known keys: AWS's (SDK reference guide "Settings reference", AWS CLI "Supported config file
// settings", botocore `configprovider.py`), swrole's own, and the keys of tools that use the same files. Another key is reported
// only if it is similar to one of these.

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

/** All known keys. */
export const KNOWN_KEYS: ReadonlySet<string> = new Set([
  ...Object.values(keys).flatMap((group) => Object.values(group)),
  ...AWS_KEYS,
  ...TOOL_KEYS,
]);

/** Common wrong names for a key that are not similar in spelling. */
const COMMON_MISTAKES: ReadonlyMap<string, string> = new Map([
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
