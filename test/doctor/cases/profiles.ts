/** Profiles: their sources, keys, chains and MFA devices. */
import { symlink } from 'node:fs/promises';
import type { CasesOf } from './case.ts';
import { KEYS, ROLE, SSO, USER } from './lines.ts';

export const profilesCases: CasesOf<
  | 'config-error'
  | 'shadowed-process'
  | 'empty-process'
  | 'calls-itself'
  | 'swrole-call'
  | 'process-loop'
  | 'half-keys'
  | 'mfa-device'
  | 'unknown-key'
  | 'reserved-key'
  | 'long-duration'
  | 'chain-warning'
> = {
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
      'a circle, once for all that are on it',
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
      'nothing to get credentials from, which most default profiles have not',
      { config: '[default]\nregion = eu-west-1\n[profile a]\nregion = eu-west-1\n' },
      [
        "note config:3: profile 'a' has nothing to get credentials from | fix: add role_arn and source_profile, keys, credential_process, or sso_session, sso_account_id and sso_role_name",
      ],
    ],
    [
      'what only this environment has not',
      { config: `[profile a]\n${ROLE}credential_source = Environment\n` },
      [
        "note config:3: credential_source of profile 'a' is Environment, but AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set | fix: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY where the profile is used",
      ],
    ],
    [
      'the same, of the profile that was asked about',
      {
        profile: 'a',
        config: `[profile a]\n${ROLE}credential_source = Ec2InstanceMetadata\n`,
        env: { AWS_EC2_METADATA_DISABLED: 'true' },
      },
      [
        "warning config:3: credential_source of profile 'a' is Ec2InstanceMetadata, but AWS_EC2_METADATA_DISABLED is true | fix: unset AWS_EC2_METADATA_DISABLED",
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
      'a file that cannot be read',
      {
        profile: 'nobody-knows',
        prepare: ({ credentialsFile: file }) => symlink(file, file),
      },
      [
        'error credentials: cannot read credentials: its symbolic links lead in a circle (ELOOP) | fix: check its permissions, or AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE',
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
      'swrole for the same profile',
      { config: '[profile a]\ncredential_process = /usr/bin/node /opt/bin/swrole.cjs -j a\n' },
      [
        "error config:2: credential_process of profile 'a' asks swrole for profile 'a' | fix: name the profile that has the role or the keys after -j",
      ],
    ],
    [
      'swrole for another one, in every way to name it',
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
      'every way to ask for JSON',
      {
        config: `[profile a]\ncredential_process = swrole -j user\n[profile b]\ncredential_process = swrole -f json user\n[profile c]\ncredential_process = swrole user --json\n${USER}`,
      },
      [],
    ],
  ],
  'process-loop': [
    [
      'two that ask swrole for each other, and one that leads there',
      {
        config: `[profile a]\ncredential_process = swrole -j b\n[profile b]\n${ROLE}source_profile = a\n[profile c]\ncredential_process = swrole -j a\n`,
      },
      [
        'error config:2: profiles wait for each other: a -> b -> a | fix: let one of them have keys, or name a profile outside of the circle',
      ],
    ],
    [
      'sources alone that go in a circle, which is an error of the chain',
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
      'one half, each of the two, and a token alone',
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
      'two files',
      {
        config: '[profile a]\naws_access_key_id = AKIA\n',
        credentials: '[a]\naws_secret_access_key = s\n',
      },
      [
        "warning config:2: the keys of profile 'a' stand in two files (config:2 and credentials:2) | fix: write aws_access_key_id and aws_secret_access_key into the credentials file, both",
      ],
    ],
    ['both', { config: USER }, []],
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
      'slips, and words for another key',
      {
        config:
          '[profile a]\nsource_profle = b\nsource-profile = b\naws_region = x\n[sso-session s]\nsso_regoin = x\n',
      },
      [
        "warning config:2: source_profle of profile 'a' is a key that nobody reads | fix: did you mean source_profile?",
        "warning config:3: source-profile of profile 'a' is a key that nobody reads | fix: did you mean source_profile?",
        "warning config:4: aws_region of profile 'a' is a key that nobody reads | fix: did you mean region?",
        "warning config:6: sso_regoin of sso-session 's' is a key that nobody reads | fix: did you mean sso_region?",
      ],
    ],
    [
      'the sign-in of the profile that was asked about',
      {
        profile: 'a',
        config:
          '[profile a]\nsso_session = s\n[sso-session s]\nsso_regoin = x\n[sso-session t]\nsso_regoin = x\n',
      },
      [
        "warning config:4: sso_regoin of sso-session 's' is a key that nobody reads | fix: did you mean sso_region?",
      ],
    ],
    [
      'keys of AWS, of swrole, of tools, and of somebody',
      {
        config:
          '[profile a]\ns3 =\n  max_queue_size = 1\ncli_pager =\ncolor = 31\nswrole_cache = off\ninclude_profile = x\nmy_team_note = hello\n',
      },
      [],
    ],
  ],
  'reserved-key': [
    [
      'the keychain, which sessions are not kept in',
      { config: `${USER}swrole_cache = keychain\n` },
      [
        "warning config:4: swrole_cache of profile 'user' is reserved, and this version of swrole does not read it | fix: remove the line",
      ],
    ],
    ['keys that are read', { config: `${USER}mfa_session = 12h\n` }, []],
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
  'chain-warning': [
    [
      'a source that does not count, and a colour that is none',
      { config: `[profile a]\n${ROLE}source_profile = user\n${KEYS}color = blau\n${USER}` },
      [
        "warning config:4: aws_access_key_id of profile 'a' is not used, because there is source_profile | fix: remove aws_access_key_id, or move it to a profile of its own",
        "note config:6: color of profile 'a' is neither an SGR number nor a hexadecimal colour | write: color = 31",
      ],
    ],
    [
      'what a token makes idle, and the other word for a command',
      {
        config: `[profile a]\n${ROLE}web_identity_token_file = /t\nexternal_id = xyz\ngenerate_token = a\nmfa_process = b\n`,
      },
      [
        "note config:6: mfa_process of profile 'a' is not used, because there is generate_token | fix: remove mfa_process, or move it to a profile of its own",
        "note config:4: external_id of profile 'a' is not used, because there is web_identity_token_file | fix: remove external_id, or move it to a profile of its own",
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
      'a process beside keys, which has a check of its own',
      { config: `[profile a]\n${KEYS}credential_process = /bin/true\ncolor = 31\n` },
      [],
    ],
  ],
};
