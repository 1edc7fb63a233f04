/** Profiles: their sources, keys, chains and MFA devices. */
import { symlink } from 'node:fs/promises';
import type { CasesOf } from './case.ts';
import { KEYS, POOL, ROLE, SSO, USER } from './lines.ts';

const MFA = 'mfa_serial = arn:aws:iam::000000000000:mfa/ada\n';
const WRITE = 'aws_cli_cache = write\n';
/** An hour before the tests take place. */
const PAST = '2026-06-15T11:00:00Z';

/** A section of `swrole write`. */
const written = (section: string, profile: string, until: string) =>
  `[${section}]\n# written by swrole for ${profile} until ${until}\n${KEYS.replace('AKIA', 'ASIA')}aws_session_token = token\n`;

export const profilesCases: CasesOf<
  | 'config-error'
  | 'shadowed-process'
  | 'empty-process'
  | 'calls-itself'
  | 'swrole-call'
  | 'process-loop'
  | 'half-keys'
  | 'written-keys'
  | 'mfa-device'
  | 'unknown-key'
  | 'tool-key'
  | 'region-form'
  | 'long-duration'
  | 'chain-warning'
  | 'aws-cli-cache'
  | 'console-browser'
> = {
  'console-browser': [
    [
      'a browser that is not known',
      { config: `[profile user]\nconsole_browser = firefox\n${KEYS}` },
      [
        "warning config:2: console_browser of profile 'user' names no browser | write: console_browser = firefox-container",
      ],
    ],
    [
      'a container and a command',
      {
        config: `[profile user]\nconsole_browser = firefox-container\n${KEYS}[profile b]\nconsole_browser = b %s\n${KEYS}`,
      },
      [],
    ],
  ],
  'written-keys': [
    [
      'keys that have expired, of a profile with an odd name and of one that is gone',
      {
        config: `[profile my dev]\n[profile "my dev"]\n${ROLE}source_profile = user\n${USER}`,
        credentials: written('my-dev', 'my dev', PAST) + written('gone-keys', 'gone', PAST),
      },
      [
        "warning credentials:1: the keys in section [my-dev], which swrole wrote for profile 'my dev', expired at 2026-06-15T11:00:00.000Z | run: swrole write 'my dev' --as my-dev",
        "warning credentials:6: the keys in section [gone-keys], which swrole wrote for profile 'gone', expired at 2026-06-15T11:00:00.000Z | run: swrole write --remove gone-keys",
      ],
    ],
    [
      'expired keys of the profile that is asked about, and not of another one',
      {
        profile: 'user',
        config: USER,
        credentials: written('user-keys', 'user', PAST) + written('b-keys', 'b', PAST),
      },
      [
        "warning credentials:1: the keys in section [user-keys], which swrole wrote for profile 'user', expired at 2026-06-15T11:00:00.000Z | run: swrole write user",
      ],
    ],
    [
      'keys beside a role of the same name',
      {
        config: `[profile a]\n${ROLE}source_profile = user\n${USER}`,
        credentials: written('a', 'user', '2026-06-15T13:00:00Z'),
      },
      [
        'warning credentials:1: section [a], which swrole wrote, stands beside role_arn of the profile of this name (config:2) | run: swrole write --remove a',
      ],
    ],
    [
      'keys that are still good, and sections that swrole did not write',
      {
        config: `[profile user-keys]\nregion = eu-west-1\n${USER}`,
        credentials: `${written('user-keys', 'user', '2026-06-15T13:00:00Z')}[b]\n# expired\n${KEYS}`,
      },
      [],
    ],
  ],
  'config-error': [
    [
      'a source that is not there',
      { config: `[profile a]\n${ROLE}source_profile = usr\n${USER}` },
      [
        "error config:3: source_profile of profile 'a': there is no profile 'usr' | fix: did you mean 'user'?",
      ],
    ],
    ['a role with a source', { config: `[profile a]\n${ROLE}source_profile = user\n${USER}` }, []],
    [
      'a circle, once for all its profiles',
      {
        config: `[profile a]\n${ROLE}source_profile = b\n[profile b]\n${ROLE}source_profile = a\n`,
      },
      [
        'error config:6: source_profile goes in a circle: a -> b -> a | fix: one of them must have keys or another source of its own',
      ],
    ],
    [
      'a profile that is not there',
      { profile: 'usr', config: USER },
      ["error config: profile 'usr' is not in config or credentials | fix: did you mean 'user'?"],
    ],
    [
      'a default profile without credentials, as most are',
      { config: '[default]\nregion = eu-west-1\n[profile a]\nregion = eu-west-1\n' },
      [
        "note config:3: profile 'a' has nothing to get credentials from | fix: add role_arn and source_profile, keys, credential_process, or sso_session, sso_account_id and sso_role_name",
      ],
    ],
    [
      'variables that only this environment lacks',
      { config: `[profile a]\n${ROLE}credential_source = Environment\n` },
      [
        "note config:3: credential_source of profile 'a' is Environment, but AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set | fix: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY where the profile is used",
      ],
    ],
    [
      'variables that this environment lacks, for the requested profile',
      {
        profile: 'a',
        config: `[profile a]\n${ROLE}credential_source = Ec2InstanceMetadata\n`,
        env: { AWS_EC2_METADATA_DISABLED: 'true' },
      },
      [
        "warning config:3: credential_source of profile 'a' is Ec2InstanceMetadata, but AWS_EC2_METADATA_DISABLED is true | fix: remove AWS_EC2_METADATA_DISABLED from the environment",
      ],
    ],
    [
      'a variable',
      {
        config: `[profile a]\n${ROLE}source_profile = user\n${USER}`,
        env: { AWS_MAX_ATTEMPTS: 'x' },
      },
      [
        "error AWS_MAX_ATTEMPTS: AWS_MAX_ATTEMPTS must be a whole number from 1 to 100, not 'x' | fix: AWS_MAX_ATTEMPTS must be a whole number from 1 to 100",
      ],
    ],
    [
      'all errors of a role and of its source, not only the first',
      {
        profile: 'a',
        config: `[profile a]
role_arn = x
duration_seconds = 1
external_id = ä
region = us_east_1
session_tags = x
transitive_session_tags = y
policy_file = nothing.json
max_attempts = 0
services = s
source_profile = b
[profile b]
role_arn = y
max_attempts = x
credential_source = Nowhere
[services s]
sts =
  endpoint_url = http://example.com
`,
        env: { AWS_RETRY_MODE: 'x' },
      },
      [
        "error config:2: role_arn of profile 'a' must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/NAME, not 'x' | fix: role_arn must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/NAME",
        "error config:3: duration_seconds of profile 'a' must be a whole number of seconds from 900 to 43200, not '1' | fix: duration_seconds must be a whole number of seconds from 900 to 43200",
        "error config:4: external_id of profile 'a' must be 2 to 1224 letters, digits or _+=,.@:/-, not 'ä' | fix: external_id must be 2 to 1224 letters, digits or _+=,.@:/-",
        "error config:6: session_tags of profile 'a' must be KEY=VALUE,KEY=VALUE: up to 50 tags, each key once and not beginning with aws:, of letters, digits, spaces and _.:/=+-@, keys to 128 and values to 256 characters, not 'x' | fix: session_tags must be KEY=VALUE,KEY=VALUE: up to 50 tags, each key once and not beginning with aws:, of letters, digits, spaces and _.:/=+-@, keys to 128 and values to 256 characters",
        "error config:5: region of profile 'a' must be the name of a region, such as us-east-1, not 'us_east_1' | fix: did you mean us-east-1?",
        "error config:9: max_attempts of profile 'a' must be a whole number from 1 to 100, not '0' | fix: max_attempts must be a whole number from 1 to 100",
        "error config:13: role_arn of profile 'b' must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/NAME, not 'y' | fix: role_arn must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/NAME",
        "error config:18: endpoint_url of profile 'a' must be an https URL, or an http one of this machine (localhost, 127.0.0.1, [::1]), without user name and query, not 'http://example.com' | fix: endpoint_url must be an https URL, or an http one of this machine (localhost, 127.0.0.1, [::1]), without user name and query",
        "error AWS_RETRY_MODE: AWS_RETRY_MODE must be standard, adaptive or legacy, in exactly this spelling, not 'x' | fix: AWS_RETRY_MODE must be standard, adaptive or legacy, in exactly this spelling",
        "error config:8: policy_file of profile 'a' must name a file that can be read (ENOENT), not 'nothing.json' | fix: policy_file must name a file that can be read (ENOENT)",
        "error config:13: role_arn of profile 'b' must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/NAME, not 'y' | fix: role_arn must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/NAME",
        "error config:15: credential_source of profile 'b' must be Environment, Ec2InstanceMetadata or EcsContainer, in exactly this spelling, not 'Nowhere' | fix: credential_source must be Environment, Ec2InstanceMetadata or EcsContainer, in exactly this spelling",
        "error config:14: max_attempts of profile 'b' must be a whole number from 1 to 100, not 'x' | fix: max_attempts must be a whole number from 1 to 100",
        "error AWS_RETRY_MODE: AWS_RETRY_MODE must be standard, adaptive or legacy, in exactly this spelling, not 'x' | fix: AWS_RETRY_MODE must be standard, adaptive or legacy, in exactly this spelling",
      ],
    ],
    [
      'all errors of a sign-in and of the profile before it',
      {
        profile: 'a',
        config: `[profile a]
role_arn = arn:aws:iam::111111111111:role/x
duration_seconds = 1
source_profile = b
[profile b]
sso_session = s
sso_account_id = 1
sso_region = x!
retry_mode = x
[sso-session s]
sso_region = y!
`,
      },
      [
        "error config:3: duration_seconds of profile 'a' must be a whole number of seconds from 900 to 43200, not '1' | fix: duration_seconds must be a whole number of seconds from 900 to 43200",
        "error config:9: retry_mode of profile 'b' must be standard, adaptive or legacy, in exactly this spelling, not 'x' | fix: retry_mode must be standard, adaptive or legacy, in exactly this spelling",
        "error config:9: retry_mode of profile 'b' must be standard, adaptive or legacy, in exactly this spelling, not 'x' | fix: retry_mode must be standard, adaptive or legacy, in exactly this spelling",
        "error config:8: sso_region of profile 'b' is not that of its sso-session 's' (config:11) | fix: remove sso_region from profile 'b'",
        "error config:11: sso_region of profile 'b' must be the name of a region, such as us-east-1, not (2 characters, not shown) | fix: sso_region must be the name of a region, such as us-east-1",
        "error config:10: sso-session 's' of profile 'b' has no sso_start_url | fix: add sso_start_url to [sso-session s]",
        "error config:7: sso_account_id of profile 'b' must be the twelve digits of an AWS account, not '1' | fix: sso_account_id must be the twelve digits of an AWS account",
        "error config:7: profile 'b' has sso_account_id, but no sso_role_name | fix: add sso_role_name to profile 'b'",
      ],
    ],
    [
      'errors before a missing source, before a circle, and before a missing variable',
      {
        config: `[profile a]
${ROLE}source_profile = nobody
policy_file = nothing.json
[profile b]
${ROLE}source_profile = c
policy_file = nothing.json
[profile c]
${ROLE}source_profile = b
[profile d]
${ROLE}credential_source = EcsContainer
policy_file = nothing.json
[profile e]
${ROLE}source_profile = user
credential_source = Environment
policy_file = nothing.json
[profile f]
${ROLE}web_identity_token_file = /t
session_tags = a=b
source_identity = ada
[profile g]
sso_session = t
sso_account_id = 1
sso_role_name = Dev
${USER}`,
      },
      [
        "error config:3: source_profile of profile 'a': there is no profile 'nobody' | fix: swrole list shows the profiles",
        "error config:4: policy_file of profile 'a' must name a file that can be read (ENOENT), not 'nothing.json' | fix: policy_file must name a file that can be read (ENOENT)",
        'error config:11: source_profile goes in a circle: b -> c -> b | fix: one of them must have keys or another source of its own',
        "error config:8: policy_file of profile 'b' must name a file that can be read (ENOENT), not 'nothing.json' | fix: policy_file must name a file that can be read (ENOENT)",
        "note config:14: credential_source of profile 'd' is EcsContainer, but AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI are not set | fix: set AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI where the profile is used",
        "error config:15: policy_file of profile 'd' must name a file that can be read (ENOENT), not 'nothing.json' | fix: policy_file must name a file that can be read (ENOENT)",
        "error config:19: profile 'e' has both source_profile and credential_source | fix: remove one of the two lines",
        "error config:20: policy_file of profile 'e' must name a file that can be read (ENOENT), not 'nothing.json' | fix: policy_file must name a file that can be read (ENOENT)",
        "error config:25: source_identity of profile 'f' cannot be combined with web_identity_token_file | fix: remove source_identity from profile 'f'",
        "error config:24: session_tags of profile 'f' cannot be combined with web_identity_token_file | fix: remove session_tags from profile 'f'",
        "error config:27: sso_session of profile 'g': there is no [sso-session t] | fix: aws configure sso-session writes one",
        "error config:28: sso_account_id of profile 'g' must be the twelve digits of an AWS account, not '1' | fix: sso_account_id must be the twelve digits of an AWS account",
      ],
    ],
    [
      'all errors of a token and of an assertion',
      {
        config: `[profile a]
${ROLE}web_identity_token_file = /t
web_identity_token_process = /bin/cat /t
policy_file = nothing.json
[profile b]
${ROLE}saml_process = /bin/cat /a
saml_provider_arn = idp
session_tags = a=b
[profile c]
saml_assertion_file = /a
[profile d]
${ROLE}saml_provider_arn = arn:aws:iam::111111111111:saml-provider/idp
`,
      },
      [
        "error config:4: web_identity_token_process of profile 'a' cannot be combined with web_identity_token_file | fix: remove web_identity_token_process from profile 'a'",
        "error config:5: policy_file of profile 'a' must name a file that can be read (ENOENT), not 'nothing.json' | fix: policy_file must name a file that can be read (ENOENT)",
        "error config:9: saml_provider_arn of profile 'b' must be the ARN of a SAML provider in IAM, such as arn:aws:iam::123456789012:saml-provider/NAME, not 'idp' | fix: saml_provider_arn must be the ARN of a SAML provider in IAM, such as arn:aws:iam::123456789012:saml-provider/NAME",
        "error config:10: session_tags of profile 'b' cannot be combined with saml_process | fix: remove session_tags from profile 'b'",
        "error config:12: profile 'c' has saml_assertion_file, but no role_arn | fix: add role_arn to profile 'c'",
        "error config:15: profile 'd' has saml_provider_arn, but no saml_process | fix: add saml_process to profile 'd'",
      ],
    ],
    [
      'every error of an identity pool',
      {
        config: `[profile a]
cognito_identity_pool_id = eu-west-1_EXAMPLE
cognito_login_provider = https://x.example
cognito_role_arn = admin
[profile b]
cognito_login_process = /bin/true
cognito_login_token_file = ~/token
`,
      },
      [
        "error config:2: cognito_identity_pool_id of profile 'a' must be the id of an identity pool (not of a user pool), such as us-east-1:12345678-90ab-cdef-1234-567890abcdef, not 'eu-west-1_EXAMPLE' | fix: cognito_identity_pool_id must be the id of an identity pool (not of a user pool), such as us-east-1:12345678-90ab-cdef-1234-567890abcdef",
        "error config:3: cognito_login_provider of profile 'a' must be the name that the pool has for the provider, without https://, such as accounts.google.com or cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE, not 'https://x.example' | fix: cognito_login_provider must be the name that the pool has for the provider, without https://, such as accounts.google.com or cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
        "error config:3: profile 'a' has cognito_login_provider, but no cognito_login_token_file or cognito_login_process | fix: add cognito_login_token_file or cognito_login_process to profile 'a'",
        "error config:4: cognito_role_arn of profile 'a' must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/NAME, not 'admin' | fix: cognito_role_arn must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/NAME",
        "error config:7: profile 'b' has cognito_login_token_file, but no cognito_identity_pool_id | fix: add cognito_identity_pool_id to profile 'b'",
        "error config:6: cognito_login_process of profile 'b' cannot be combined with cognito_login_token_file | fix: remove cognito_login_process from profile 'b'",
        "error config:7: profile 'b' has cognito_login_token_file, but no cognito_login_provider | fix: add cognito_login_provider to profile 'b'",
      ],
    ],
    [
      'a file that cannot be read',
      {
        profile: 'nobody-knows',
        prepare: ({ credentialsFile: file }) => symlink(file, file),
      },
      [
        'error credentials: cannot read credentials: its symbolic links lead in a circle (ELOOP) | fix: put the right file there, or name it in AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE',
      ],
    ],
  ],
  'shadowed-process': [
    [
      'a role without a source',
      { config: `[profile a]\n${ROLE}credential_process = /bin/true\n` },
      [
        "error config:3: credential_process of profile 'a' stands beside role_arn (line 2) | fix: keep one of them in [profile a], and move the other to a profile of its own",
      ],
    ],
    [
      'a role with a source',
      {
        config: `[profile a]\n${ROLE}source_profile = user\ncredential_process = /bin/true\n${USER}`,
      },
      [
        "warning config:4: credential_process of profile 'a' stands beside role_arn (line 2) | fix: keep one of them in [profile a], and move the other to a profile of its own",
      ],
    ],
    [
      'keys of either file',
      {
        config: `[profile a]\n${KEYS}credential_process = /bin/true\n[profile b]\ncredential_process = /bin/true\n`,
        credentials: `[b]\n${KEYS}`,
      },
      [
        "error config:4: credential_process of profile 'a' stands beside aws_access_key_id (line 2) | fix: keep one of them in [profile a], and move the other to a profile of its own",
        "error config:6: credential_process of profile 'b' stands beside aws_access_key_id (credentials:2) | fix: keep one of them in [profile b], and move the other to a profile of its own",
      ],
    ],
    [
      'SSO and a login',
      {
        config: `[default]\n${SSO}login_session = arn:aws:iam::111111111111:user/ada\ncredential_process = /bin/true\n`,
      },
      [
        "error config:6: credential_process of profile 'default' stands beside sso_account_id (line 3) | fix: keep one of them in [default], and move the other to a profile of its own",
        "error config:6: credential_process of profile 'default' stands beside login_session (line 5) | fix: keep one of them in [default], and move the other to a profile of its own",
      ],
    ],
    [
      'an identity pool beside a program, and beside swrole itself, which asks the pool',
      {
        config: `[profile a]\n${POOL}credential_process = /bin/true\n[profile b]\n${POOL}credential_process = swrole -j b\n`,
      },
      [
        "warning config:3: credential_process of profile 'a' stands beside cognito_identity_pool_id (line 2) | fix: keep one of them in [profile a], and move the other to a profile of its own",
      ],
    ],
    [
      'a process alone',
      { config: '[profile a]\ncredential_process = /bin/true\nregion = x\n' },
      [],
    ],
  ],
  'empty-process': [
    [
      'an empty line',
      { config: `[profile a]\ncredential_process =\n${KEYS}` },
      [
        "error config:2: credential_process of profile 'a' is empty | fix: remove the line, or write a command",
      ],
    ],
    ['no line', { config: USER }, []],
  ],
  'calls-itself': [
    [
      'swrole for an identity pool in the same profile, which it does not start again',
      { config: `[profile a]\n${POOL}credential_process = swrole -j a\n` },
      [],
    ],
    [
      'swrole for the same profile',
      { config: '[profile a]\ncredential_process = /usr/bin/node /opt/bin/swrole.cjs -j a\n' },
      [
        "error config:2: credential_process of profile 'a' asks swrole for profile 'a' | fix: name the profile that has the role or the keys after -j",
      ],
    ],
    [
      'swrole for another profile, in every way to name it',
      {
        config:
          '[profile a]\ncredential_process = swrole -j b\n[profile b]\ncredential_process = swrole --profile=a -j\n[profile c]\ncredential_process = swrole -j --min-ttl c -p a\n[profile d]\ncredential_process = get swrole-like -j d\n',
      },
      [],
    ],
  ],
  'swrole-call': [
    [
      'a profile that is not there, and no JSON',
      {
        config: `[profile a]\ncredential_process = swrole -j usr\n[profile b]\ncredential_process = swrole user\n${USER}`,
      },
      [
        "error config:2: credential_process of profile 'a' asks swrole for profile 'usr', which is not in the files | fix: did you mean 'user'?",
        "error config:4: credential_process of profile 'b' asks swrole for shell statements | fix: put -j before user",
      ],
    ],
    [
      'commands, of which some have the name of the profile',
      {
        config: `[profile list]\ncredential_process = swrole -j list\n[profile whoami]\ncredential_process = /opt/node /opt/swrole.cjs whoami --json\n[profile console]\ncredential_process = swrole --region eu-west-1 -j console\n[profile b]\ncredential_process = swrole -p user status -j\n[profile doctor]\ncredential_process = swrole doctor -p doctor -j\n${USER}`,
      },
      [
        "error config:2: credential_process of profile 'list' runs swrole's command list | fix: for the credentials of a profile that is called list, write swrole -j -p list",
        "error config:4: credential_process of profile 'whoami' runs swrole's command whoami | fix: for the credentials of a profile that is called whoami, write swrole -j -p whoami",
        "error config:6: credential_process of profile 'console' runs swrole's command console | fix: for the credentials of a profile that is called console, write swrole -j -p console",
        "error config:8: credential_process of profile 'b' runs swrole's command status | fix: for the credentials of a profile that is called status, write swrole -j -p status",
        "error config:10: credential_process of profile 'doctor' runs swrole's command doctor | fix: for the credentials of a profile that is called doctor, write swrole -j -p doctor",
      ],
    ],
    [
      'a program that exec runs, and profiles with the name of a command behind -p',
      {
        config: `[profile a]\ncredential_process = swrole exec user -- get-keys --profile x\n[profile list]\ncredential_process = swrole -j -p list\nrole_arn =\n[profile ls]\ncredential_process = swrole -j --profile=ls\n${USER}`,
      },
      [],
    ],
    [
      'calls through a shell, with what is wrong with them',
      {
        config: `[profile a]\ncredential_process = sh -c 'swrole -j usr'\n[profile b]\ncredential_process = bash -c "exec swrole user"\n[profile c]\ncredential_process = /bin/sh -c 'swrole status -j'\n${USER}`,
      },
      [
        "error config:2: credential_process of profile 'a' asks swrole for profile 'usr', which is not in the files | fix: did you mean 'user'?",
        "error config:4: credential_process of profile 'b' asks swrole for shell statements | fix: put -j before user",
        "error config:6: credential_process of profile 'c' runs swrole's command status | fix: for the credentials of a profile that is called status, write swrole -j -p status",
      ],
    ],
    [
      'what another program prints, and names that only a shell knows',
      {
        config: `[profile a]\ncredential_process = swrole user -- get-keys\n[profile b]\ncredential_process = sh -c 'swrole -f dotenv user | to-json'\n[profile c]\ncredential_process = swrole -j $NAME\n[profile d]\ncredential_process = get-keys --cache /var/cache/swrole usr\n[profile e]\ncredential_process = swrole -j user|jq .\n${USER}`,
      },
      [],
    ],
    [
      'every way to ask for JSON',
      {
        config: `[profile a]\ncredential_process = swrole -j user\n[profile b]\ncredential_process = swrole -f json user\n[profile c]\ncredential_process = swrole user --json\n${USER}`,
      },
      [],
    ],
  ],
  'process-loop': [
    [
      'two profiles that ask swrole for each other, and one that leads there',
      {
        config: `[profile a]\ncredential_process = swrole -j b\n[profile b]\n${ROLE}source_profile = a\n[profile c]\ncredential_process = swrole -j a\n`,
      },
      [
        'error config:2: profiles wait for each other: a -> b -> a | fix: let one of them have keys, or name a profile outside of the circle',
      ],
    ],
    [
      'a circle of sources alone, which is an error of the chain',
      {
        config: `[profile a]\n${ROLE}source_profile = b\n[profile b]\n${ROLE}source_profile = a\n`,
      },
      [],
    ],
    [
      'a row of profiles',
      {
        config: `[profile a]\ncredential_process = swrole -j b\n[profile b]\n${ROLE}source_profile = user\n${USER}`,
      },
      [],
    ],
  ],
  'half-keys': [
    [
      'each half alone, and a token alone',
      {
        config:
          '[profile a]\naws_access_key_id = AKIA\n[profile b]\naws_secret_access_key = s\n[profile c]\naws_session_token = t\n',
      },
      [
        "error config:2: profile 'a' has aws_access_key_id, but no aws_secret_access_key | fix: add aws_secret_access_key to the profile, or remove aws_access_key_id",
        "error config:4: profile 'b' has aws_secret_access_key, but no aws_access_key_id | fix: add aws_access_key_id to the profile, or remove aws_secret_access_key",
        "error config:6: profile 'c' has aws_session_token, but no aws_access_key_id | fix: add aws_access_key_id to the profile, or remove aws_session_token",
      ],
    ],
    [
      'halves in two files',
      {
        config: '[profile a]\naws_access_key_id = AKIA\n',
        credentials: '[a]\naws_secret_access_key = s\n',
      },
      [
        "warning config:2: the keys of profile 'a' stand in two files (config:2 and credentials:2) | fix: write aws_access_key_id and aws_secret_access_key into the credentials file, both",
      ],
    ],
    [
      'a long-term key with the token of another one',
      { config: `${USER}aws_session_token = secret\n` },
      [
        "error config:4: profile 'user' has aws_session_token, but its aws_access_key_id is a long-term key (AKIA…) | fix: remove aws_session_token, or write the key that it came with",
      ],
    ],
    [
      'a temporary key with its token',
      {
        config:
          '[profile a]\naws_access_key_id = ASIAIOSFODNN7EXAMPLE\naws_secret_access_key = s\naws_session_token = t\n',
      },
      [],
    ],
    ['both halves', { config: USER }, []],
  ],
  'mfa-device': [
    [
      'a security key',
      { config: '[profile a]\nmfa_serial = arn:aws:iam::111111111111:u2f/user/ada/key\n' },
      [
        "error config:2: mfa_serial of profile 'a' is a security key or passkey | fix: register a virtual device (an authenticator app) for the user beside it, and write its ARN: mfa_serial = arn:aws:iam::ACCOUNT:mfa/NAME",
      ],
    ],
    [
      'a virtual and a hardware device',
      {
        config:
          '[profile a]\nmfa_serial = arn:aws:iam::111111111111:mfa/ada\n[profile b]\nmfa_serial = GAHT12345678\n',
      },
      [],
    ],
  ],
  'unknown-key': [
    [
      'typing errors, and names of other programs',
      {
        config:
          '[profile a]\nsource_profle = b\nsource-profile = b\naws_region = x\n[sso-session s]\nsso_regoin = x\n',
      },
      [
        "warning config:2: source_profle of profile 'a' is not a known key | fix: did you mean source_profile?",
        "warning config:3: source-profile of profile 'a' is not a known key | fix: did you mean source_profile?",
        "warning config:4: aws_region of profile 'a' is not a known key | fix: did you mean region?",
        "warning config:6: sso_regoin of sso-session 's' is not a known key | fix: did you mean sso_region?",
      ],
    ],
    [
      'the sign-in of the requested profile',
      {
        profile: 'a',
        config:
          '[profile a]\nsso_session = s\n[sso-session s]\nsso_regoin = x\n[sso-session t]\nsso_regoin = x\n',
      },
      [
        "warning config:4: sso_regoin of sso-session 's' is not a known key | fix: did you mean sso_region?",
      ],
    ],
    [
      'keys of AWS, of swrole, of tools, and unknown ones',
      {
        config:
          '[profile a]\ns3 =\n  max_queue_size = 1\ncli_pager =\ncolor = 31\ninclude_profile = x\nmy_team_note = hello\n',
      },
      [],
    ],
  ],
  'tool-key': [
    [
      'keys that aws-vault takes from another profile, by both settings',
      {
        config: `[profile a]\ninclude_profile = b\nregion = eu-west-1\n[profile b]\n${ROLE}region = eu-west-1\nmy_note = secret\nsource_profile = user\nparent_profile = user\n${USER}`,
      },
      [
        "warning config:2: include_profile of profile 'a' does nothing here | fix: write these keys into profile 'a' too",
        "note config:9: parent_profile of profile 'b' does nothing here | fix: remove the line, unless aws-vault needs it",
      ],
    ],
    [
      'access keys, of which it advises no copy',
      {
        config: `[profile a]\n${ROLE}parent_profile = user\n[profile b]\ninclude_profile = user\n[profile c]\n${ROLE}include_profile = more\n[profile d]\ninclude_profile = more\n[profile more]\n${KEYS}region = eu-west-1\nmfa_serial = arn:aws:iam::111111111111:mfa/ada\n${USER}`,
      },
      [
        "warning config:3: parent_profile of profile 'a' does nothing here | fix: write source_profile = user into profile 'a'",
        "warning config:5: include_profile of profile 'b' does nothing here | fix: use profile 'user', or name it as source_profile of a role; do not copy its keys",
        "warning config:8: include_profile of profile 'c' does nothing here | fix: write source_profile = more into profile 'c'; region, mfa_serial can be written into profile 'c' too",
        "warning config:10: include_profile of profile 'd' does nothing here | fix: use profile 'more', or name it as source_profile of a role; do not copy its keys; region, mfa_serial can be written into profile 'd' too",
      ],
    ],
    [
      'keys with nothing to lose',
      { config: '[profile a]\ninclude_profile = b\n' },
      [
        "note config:2: include_profile of profile 'a' does nothing here | fix: remove the line, unless aws-vault needs it",
      ],
    ],
    [
      "Granted's SSO, without its command",
      {
        config:
          '[profile a]\ngranted_sso_start_url = https://example.com/start\ngranted_sso_role_name = Dev\n',
      },
      [
        "warning config:2: granted_sso_start_url of profile 'a' does nothing here | fix: write them without granted_ (sso_start_url, sso_region, sso_account_id, sso_role_name), or add credential_process = granted credential-process --profile a",
      ],
    ],
    [
      'commands of these tools, which read them, and SSO of its own',
      {
        config: `[profile a]\ninclude_profile = user\ncredential_process = aws-vault exec a --json\n[profile b]\ngranted_sso_role_name = Dev\ncredential_process = granted credential-process --profile b\n[profile c]\ngranted_sso_role_name = Dev\n${SSO}${USER}`,
      },
      [],
    ],
  ],
  'region-form': [
    [
      'typing errors in a profile, a sign-in and a variable',
      {
        config:
          '[profile a]\nregion = us-east1\nsso_region = us-east-1a\n[sso-session s]\nsso_region = eu-wset-1\n',
        env: { AWS_REGION: 'useast1', AWS_DEFAULT_REGION: 'useast1' },
      },
      [
        "error config:2: region of profile 'a' is us-east1, which is no region | fix: did you mean us-east-1?",
        "error config:3: sso_region of profile 'a' is us-east-1a, which is no region | fix: did you mean us-east-1?",
        "error config:5: sso_region of sso-session 's' is eu-wset-1, which is no region | fix: did you mean eu-west-1?",
        'error AWS_REGION: AWS_REGION is useast1, which is no region | fix: did you mean us-east-1?',
        'error AWS_DEFAULT_REGION: AWS_DEFAULT_REGION is useast1, which is no region | fix: did you mean us-east-1?',
      ],
    ],
    [
      'a word that is near to no region, which is not shown',
      { config: '[profile a]\nregion = secret0\n' },
      [
        "note config:2: region of profile 'a' does not have the form of a region's name | fix: write a region such as us-east-1",
      ],
    ],
    [
      'regions of every partition, and one of another check',
      {
        config:
          '[profile a]\nregion = eu-central-1\n[profile b]\nregion = us-gov-west-1\n[profile c]\nregion = eusc-de-east-1\n[profile d]\nregion = us_east_1\n',
      },
      [],
    ],
    [
      'other clouds, which are called by their URL',
      {
        config:
          '[profile a]\nregion = auto\nendpoint_url = https://example.com\n[profile b]\nregion = local\nservices = s\n',
      },
      [],
    ],
    [
      'the same for every profile',
      {
        config: '[profile a]\nregion = us-east1\n',
        env: { AWS_ENDPOINT_URL: 'https://example.com' },
      },
      [],
    ],
  ],
  'long-duration': [
    [
      'two hours behind another role',
      {
        config: `[profile a]\n${ROLE}source_profile = b\nduration_seconds = 7200\n[profile b]\n${ROLE}source_profile = user\n${USER}`,
      },
      [
        "warning config:4: profile 'a' asks for 7200 s, but a role behind another session lasts 3600 s at most | write: duration_seconds = 3600",
      ],
    ],
    [
      'two hours with keys',
      { config: `[profile a]\n${ROLE}source_profile = user\nduration_seconds = 7200\n${USER}` },
      [],
    ],
  ],
  'aws-cli-cache': [
    [
      'a role with a device',
      { config: `[profile a]\n${ROLE}${MFA}source_profile = user\n${WRITE}${USER}` },
      [],
    ],
    [
      'other values, which need no more than a device elsewhere',
      {
        config: `[profile a]\n${ROLE}source_profile = user\naws_cli_cache = read\n[profile b]\n${ROLE}source_profile = user\naws_cli_cache = off\n${USER}`,
      },
      [],
    ],
    [
      'no role, and no device',
      { config: `[profile a]\n${WRITE}${KEYS}[profile b]\n${ROLE}source_profile = a\n${WRITE}` },
      [
        "note config:2: aws_cli_cache of profile 'a' has no effect, because it has no role_arn | fix: remove aws_cli_cache",
        "note config:8: aws_cli_cache of profile 'b' has no effect, because its role has no mfa_serial | fix: remove aws_cli_cache",
      ],
    ],
    [
      'a device in the source profile, which the AWS CLI does not inherit',
      { config: `[profile a]\n${ROLE}source_profile = user\n${WRITE}${USER}${MFA}` },
      [
        "warning config:4: the AWS CLI does not find the session that swrole leaves it for profile 'a', because mfa_serial stands in another profile | write: mfa_serial = arn:aws:iam::000000000000:mfa/ada",
      ],
    ],
    [
      'something that the key does not contain, and another profile that shares it',
      {
        config: `[profile a]\n${ROLE}${MFA}source_profile = user\n${WRITE}[profile b]\n${ROLE}${MFA}source_profile = user\nsource_identity = ada\n${WRITE}${USER}`,
      },
      [
        "warning config:5: the AWS CLI's cache is not used for profile 'a': profile 'b' has the same key there, and another source or other parameters | fix: remove aws_cli_cache, or what the AWS CLI's key does not tell apart",
        "warning config:11: the AWS CLI's cache is not used for profile 'b': its key does not contain source_identity | fix: remove aws_cli_cache, or what the AWS CLI's key does not tell apart",
      ],
    ],
  ],
  'chain-warning': [
    [
      'an unused source, and an invalid colour',
      { config: `[profile a]\n${ROLE}source_profile = user\n${KEYS}color = blau\n${USER}` },
      [
        "warning config:4: aws_access_key_id of profile 'a' is not used, because there is source_profile | fix: remove aws_access_key_id, or move it to a profile of its own",
        "note config:6: color of profile 'a' is not a colour: a name such as red, an SGR number or a hexadecimal colour | write: color = red",
      ],
    ],
    [
      'keys that a token makes useless, and the other name of a command',
      {
        config: `[profile a]\n${ROLE}web_identity_token_file = /t\nexternal_id = xyz\ngenerate_token = a\nmfa_process = b\n`,
      },
      [
        "note config:6: mfa_process of profile 'a' is not used, because there is generate_token | fix: remove mfa_process, or move it to a profile of its own",
        "note config:4: external_id of profile 'a' is not used, because there is web_identity_token_file | fix: remove external_id, or move it to a profile of its own",
      ],
    ],
    [
      'keys that an assertion makes useless, and a source beside it',
      {
        config: `[profile a]\n${ROLE}saml_process = /bin/cat /a\nrole_session_name = ada\nmfa_serial = GAHT12345678\nsource_profile = user\n${USER}`,
      },
      [
        "note config:5: mfa_serial of profile 'a' is not used, because there is saml_process | fix: remove mfa_serial, or move it to a profile of its own",
        "note config:4: role_session_name of profile 'a' is not used, because there is saml_process | fix: remove role_session_name, or move it to a profile of its own",
        "warning config:6: source_profile of profile 'a' is not used, because there is saml_process | fix: remove source_profile, or move it to a profile of its own",
      ],
    ],
    [
      'regions of other partitions',
      {
        config: `[profile a]\n${ROLE}source_profile = user\nregion = cn-north-1\n[profile b]\n${ROLE}source_profile = user\n${USER}`,
        env: { AWS_REGION: 'cn-north-1' },
      },
      [
        "warning config:4: region cn-north-1 is not one of aws, where the role of profile 'a' is | fix: write a region of aws",
        "note AWS_REGION: AWS_REGION=cn-north-1 is not used: the role of profile 'b' is in aws | fix: write the region of profile 'b' into the profile",
      ],
    ],
    [
      'sessions that are not opened',
      {
        config: `[profile a]\n${ROLE}source_profile = b\nmfa_session = 1h\n[profile b]\ncredential_process = /bin/true\n[profile c]\n${ROLE}source_profile = user\nmfa_session = 1h\n${USER}`,
      },
      [
        "warning config:4: mfa_session of profile 'a' does nothing, because there is no mfa_serial | fix: remove mfa_session, or add mfa_serial",
        "warning config:10: mfa_session of profile 'c' does nothing, because there is no mfa_serial | fix: remove mfa_session, or add mfa_serial",
      ],
    ],
    [
      'a session of a source for the one role behind it that has a device',
      {
        config: `[profile a]\n${ROLE}source_profile = user\nmfa_serial = arn:aws:iam::000000000000:mfa/ada\n[profile b]\n${ROLE}source_profile = user\n${USER}mfa_session = 1h\n`,
      },
      [],
    ],
    [
      'a process beside keys, which has a check of its own',
      { config: `[profile a]\n${KEYS}credential_process = /bin/true\ncolor = 31\n` },
      [],
    ],
  ],
};
