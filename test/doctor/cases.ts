/** For every check one case in which it finds something, and a near one in which it does not. */
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CheckName } from '../../src/doctor/checks.ts';
import type { TempHome } from '../support/temp-home.ts';
import { NOW, type Surroundings } from './found.ts';

/** Something to look at, and what is found there. */
export type Case = readonly [name: string, Surroundings, findings: readonly string[]];

const ROLE = 'role_arn = arn:aws:iam::111111111111:role/developer\n';
const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\n';
const SIGN_IN = 'sso_start_url = https://example.test/start\nsso_region = eu-west-1\n';
const SSO = `sso_session = corp\nsso_account_id = 111111111111\nsso_role_name = Dev\n`;
const USER = `[profile user]\n${KEYS}`;

/** The SHA-1 of `corp`. */
const TOKEN = 'sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json';

const sso = (expiresAt?: string): Surroundings => ({
  config: `[profile a]\n${SSO}[profile b]\n${SSO}[sso-session corp]\n${SIGN_IN}`,
  prepare: async (home) => {
    await mkdir(join(home.path, '.aws/sso/cache'), { recursive: true });
    const text = JSON.stringify({ accessToken: 'secret', expiresAt });
    if (expiresAt !== undefined) await writeFile(join(home.path, '.aws', TOKEN), text);
  },
});

const program = (name: string, text: string) => async (home: TempHome) => {
  await mkdir(dirname(join(home.path, name)), { recursive: true });
  await writeFile(join(home.path, name), text, { mode: 0o700 });
};

const cache =
  (mode: number, inside = 0o600) =>
  async ({ cacheDir }: TempHome) => {
    await mkdir(join(cacheDir, 'sessions'), { recursive: true, mode: 0o700 });
    await writeFile(join(cacheDir, 'sessions/a.json'), '');
    await chmod(join(cacheDir, 'sessions/a.json'), inside);
    await chmod(cacheDir, mode);
  };

/** By check. */
export const CASES: Readonly<Record<CheckName, readonly Case[]>> = {
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
        prepare: (home) => mkdir(home.credentialsFile),
      },
      [
        'error credentials: cannot read credentials (EISDIR) | fix: check its permissions, or AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE',
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
        "warning config:2: source_profle of profile 'a' is a key that nobody reads; source_profile is one | fix: write source_profile in its place, if that is what it is meant to be",
        "warning config:3: source-profile of profile 'a' is a key that nobody reads; source_profile is one | fix: write source_profile in its place, if that is what it is meant to be",
        "warning config:4: aws_region of profile 'a' is a key that nobody reads; region is one | fix: write region in its place, if that is what it is meant to be",
        "warning config:6: sso_regoin of sso-session 's' is a key that nobody reads; sso_region is one | fix: write sso_region in its place, if that is what it is meant to be",
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
  'file-warning': [
    [
      'what is there twice',
      { config: '[profile a]\nregion = x\nregion = y\n[profile a]\noutput = json\n' },
      [
        "error config:3: region of profile 'a' is there twice (config:2) | fix: remove one of the two lines",
        "error config:4: profile 'a' is there twice (config:1) | fix: move these lines up to line 1",
      ],
    ],
    [
      'comments, quotes, and text after a header',
      { config: '[profile a] b\nregion = x # y\noutput = "json"\n' },
      [
        "warning config:1: the text after the ']' of profile 'a' is ignored | fix: remove the text after the ']'",
        'warning config:2: region ends at the comment | fix: write the comment on a line of its own',
        'warning config:3: the quotes are part of output | fix: write output without quotes',
      ],
    ],
    [
      'lines and sections that are not read',
      {
        config: 'region = x\n[a]\n[profile b\n[profile c,d]\n[plugins]\n[profile e]\nflag\n',
        credentials: '[profile f]\n',
      },
      [
        'error config:1: the line is ignored: it stands before any section | fix: write KEY = VALUE, or make the line a comment with a # before it',
        "warning config:2: section 'a' is ignored: in the config file a profile is written [profile NAME] | write: [profile a]",
        "error config:3: section 'b' is ignored: it has no ']' | write: [profile b]",
        "warning config:4: section 'c,d' is ignored: its name is empty or has characters that AWS does not allow | fix: use letters, digits and _-./%@:+ for the name",
        'error config:7: the line is ignored: it has no = | fix: write KEY = VALUE, or make the line a comment with a # before it',
        "warning credentials:1: section 'f' is ignored: in the credentials file a profile is written [NAME] | write: [f]",
      ],
    ],
    [
      'two defaults',
      { config: '[default]\n[profile default]\n' },
      [
        'warning config:1: [default] is not read, because there is [profile default] (config:2) | fix: keep one of the two sections',
      ],
    ],
    [
      'other profiles than the one that was asked about',
      { profile: 'user', config: `${USER}[profile a]\nregion = x # y\n` },
      [],
    ],
    [
      'a plain file',
      {
        config:
          '# all\n[profile a]\nregion = x#y\n\n[services s]\nsts =\n  endpoint_url = https://x.test\n',
      },
      [],
    ],
  ],
  'byte-order-mark': [
    [
      'a mark',
      { config: `\uFEFF${USER}` },
      [
        'error config:1: the file begins with a byte order mark | fix: save the file as UTF-8 without byte order mark',
      ],
    ],
    ['none', { config: USER }, []],
  ],
  'indented-line': [
    [
      'a header and a first line, once each',
      { config: ' [profile a]\n  region = x\n [profile b]\n  region = x\n' },
      [
        'warning config:1: a section header is indented | fix: remove the white space at the beginning of these lines',
        'warning config:2: the first line of a section is indented | fix: remove the white space at the beginning of these lines',
      ],
    ],
    ['sub-properties', { config: '[profile a]\ns3 =\n  region = x\n' }, []],
  ],
  colon: [
    [
      'a colon',
      { config: '[profile a]\nRegion : x\nAKIAIOSFODNN7EXAMPLE:secret\n' },
      [
        'error config:2: region stands before a colon, not an equals sign | write: region = VALUE',
        'error config:3: a key stands before a colon, not an equals sign | write: KEY = VALUE',
      ],
    ],
    [
      'a colon in a value, and in its second line',
      { config: '[profile a]\nendpoint_url = https://x.test:1\nsession_tags = a=b\n  x:y\n' },
      [],
    ],
  ],
  'key-case': [
    [
      'capital letters',
      { config: '[profile a]\nRegion = x\n' },
      ['warning config:2: the key Region has capital letters | write: region = VALUE'],
    ],
    [
      'capital letters of a key that is not ours',
      { config: '[profile a]\nOwner = ADA\nregion = X\n' },
      [],
    ],
  ],
  'continued-value': [
    [
      'a command over two lines',
      { config: '[profile a]\ncredential_process = /bin/cat\n  secret\n' },
      [
        "warning config:2: credential_process of profile 'a' goes on on the next line | fix: write the whole command on one line",
      ],
    ],
    ['one line', { config: '[profile a]\ncredential_process = /bin/cat secret\n' }, []],
  ],
  'command-path': [
    [
      'a program that is nowhere, and paths to nothing and to no program',
      {
        config:
          '[profile a]\ncredential_process = no-such-program-1\n[profile b]\ngenerate_token = /no/such/program x\n[profile c]\nmfa_process = ./get\n[profile d]\ncredential_process = "/etc/passwd" x\n',
      },
      [
        "error config:2: credential_process of profile 'a' runs no-such-program-1, which is not on the PATH | fix: install the program, or write its absolute path",
        "error config:4: generate_token of profile 'b' runs /no/such/program, which is not there | fix: correct the path",
        "warning config:6: mfa_process of profile 'c' runs ./get, a path that depends on the folder in which the SDK runs | write: mfa_process = /ABSOLUTE/PATH/get ...",
        "error config:8: credential_process of profile 'd' runs /etc/passwd, which is not a program that can be run | fix: correct the path",
      ],
    ],
    [
      'a program that only a shell finds',
      {
        config: '[profile a]\ncredential_process = only-here --secret\n',
        env: { PATH: '/nowhere:<home>/my tools' },
        prepare: program('my tools/only-here', '#!/bin/sh\n'),
      },
      [
        `warning config:2: credential_process of profile 'a' runs only-here without a path | write: credential_process = "~/my tools/only-here" ...`,
      ],
    ],
    [
      'a script whose interpreter only a shell finds',
      {
        config: '[profile a]\ncredential_process = <home>/bin/get --secret\n',
        env: { PATH: '<home>/bin' },
        prepare: async (home) => {
          await program('bin/my-node', '')(home);
          await program('bin/get', '#!/usr/bin/env my-node\n')(home);
        },
      },
      [
        "warning config:2: credential_process of profile 'a' runs ~/bin/get, a script that looks for my-node on the PATH | write: credential_process = ~/bin/my-node ~/bin/get ...",
      ],
    ],
    [
      'a script whose interpreter everybody finds',
      {
        config: '[profile a]\ncredential_process = <home>/bin/get\n',
        prepare: program('bin/get', '#!/usr/bin/env sh\n'),
      },
      [],
    ],
    [
      'programs of the system, absolute ones, and what only a shell knows',
      {
        config:
          '[profile a]\ncredential_process = cat x\n[profile b]\ngenerate_token = /bin/cat x\n[profile c]\ngenerate_token = cd /x && ./y\n[profile d]\ngenerate_token = X=1 $HOME/y\n',
      },
      [],
    ],
  ],
  'command-quoting': [
    [
      'quotes around all, one quote, and a shell',
      {
        config: `[profile a]\ncredential_process = "/opt/a b" --k "c"\n[profile b]\ncredential_process = /bin/echo "x\n[profile c]\ncredential_process = ~/get "$USER" | jq . > '$x'; echo $(cat secret) \${A:-secret}\${B}\n`,
      },
      [
        "warning config:2: credential_process of profile 'a' begins and ends with a quote | fix: write the path of the program without quotes, or put a last argument without quotes",
        "error config:4: credential_process of profile 'b' has a quote without its counterpart | fix: close the quote, or put a backslash before it",
        `warning config:6: credential_process of profile 'c' needs a shell for ~ $USER | > ; $(...) \${A} \${B} | fix: write out paths and values, and put what needs a shell into a script of its own`,
      ],
    ],
    [
      'quotes that everybody takes alike, and a shell of its own',
      {
        config:
          "[profile a]\ncredential_process = \"/opt/a b\" 'c' x\n[profile b]\ncredential_process = sh -c 'a | b' x\n[profile c]\ngenerate_token = a | b\n[profile d]\ncredential_process = /bin/a~b \\| c:~\n",
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
  permissions: [
    [
      'keys that others can read',
      { config: USER, mode: 0o644 },
      [
        'error config: other users can read the config file (mode 0644) | run: chmod 600 ~/.aws/config',
      ],
    ],
    [
      'keys that those of the other file hide',
      { config: `[default]\n${KEYS}`, credentials: `[default]\n${KEYS}`, mode: 0o640 },
      [
        'error config: other users can read the config file (mode 0640) | run: chmod 600 ~/.aws/config',
      ],
    ],
    [
      'a file that others can change',
      { mode: 0o620 },
      [
        'error config: other users can change the config file (mode 0620) | run: chmod 600 ~/.aws/config',
      ],
    ],
    [
      'a cache that others can write to, with a session that they can read',
      { prepare: cache(0o777, 0o644) },
      [
        "warning swrole: other users can write to swrole's directory (mode 0777) | run: chmod 700 ~/.aws/swrole",
        'warning swrole/sessions/a.json: other users can look at what swrole keeps (mode 0644) | run: chmod -R go= ~/.aws/swrole',
      ],
    ],
    [
      'a cache that is a link',
      { prepare: (home) => symlink('/tmp', home.cacheDir) },
      [
        "error swrole: swrole's directory is not a directory, or a link to one | run: mv ~/.aws/swrole ~/.aws/swrole.old",
      ],
    ],
    [
      'no keys that others can read, and a cache of our own',
      { config: '[profile a]\n', mode: 0o644, prepare: cache(0o700) },
      [],
    ],
  ],
  'environment-keys': [
    [
      'half of them',
      { env: { AWS_ACCESS_KEY_ID: 'AKIA' } },
      [
        'error AWS_ACCESS_KEY_ID: AWS_ACCESS_KEY_ID is set, but not AWS_SECRET_ACCESS_KEY | run: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION',
      ],
    ],
    [
      'a token alone',
      { env: { AWS_SESSION_TOKEN: 't' } },
      [
        'warning AWS_SESSION_TOKEN: AWS_SESSION_TOKEN is set, but not AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY | run: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION',
      ],
    ],
    [
      'old ones, beside a profile',
      {
        env: {
          AWS_ACCESS_KEY_ID: 'AKIA',
          AWS_SECRET_ACCESS_KEY: 's',
          AWS_PROFILE: 'a',
          AWS_CREDENTIAL_EXPIRATION: '2026-06-15T11:00:00Z',
        },
      },
      [
        'error AWS_CREDENTIAL_EXPIRATION: the keys in the environment ended at 2026-06-15T11:00:00.000Z | run: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION',
        'warning AWS_ACCESS_KEY_ID: AWS_ACCESS_KEY_ID is set beside AWS_PROFILE | run: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION',
      ],
    ],
    [
      'keys alone',
      { env: { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 's' } },
      [
        'note AWS_ACCESS_KEY_ID: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set | run: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION',
      ],
    ],
    [
      "swrole's own",
      { env: { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 's', SWROLE_PROFILE: 'a' } },
      [],
    ],
  ],
  'environment-profile': [
    [
      'one that may be in a file that cannot be read',
      { env: { AWS_PROFILE: 'usr' }, prepare: (home) => mkdir(home.credentialsFile) },
      [],
    ],
    [
      'one that is not there',
      { config: USER, env: { AWS_PROFILE: 'usr' } },
      [
        "error AWS_PROFILE: AWS_PROFILE names profile 'usr', which is not in the files | fix: did you mean 'user'?",
      ],
    ],
    [
      'two',
      { config: `${USER}[profile a]\n`, env: { AWS_PROFILE: 'user', AWS_DEFAULT_PROFILE: 'a' } },
      [
        "warning AWS_DEFAULT_PROFILE: AWS_PROFILE is 'user', but AWS_DEFAULT_PROFILE is 'a' | run: unset AWS_DEFAULT_PROFILE",
      ],
    ],
    [
      'the one that some do not read',
      { config: USER, env: { AWS_DEFAULT_PROFILE: 'user' } },
      [
        'note AWS_DEFAULT_PROFILE: only AWS_DEFAULT_PROFILE is set | fix: set AWS_PROFILE in its place',
      ],
    ],
    [
      'the same twice',
      { config: USER, env: { AWS_PROFILE: 'user', AWS_DEFAULT_PROFILE: 'user' } },
      [],
    ],
  ],
  'environment-endpoint': [
    [
      'another place for all, and one with a password for a service',
      {
        env: {
          AWS_ENDPOINT_URL_S3: 'http://a:secret@x.test',
          AWS_ENDPOINT_URL: 'http://localhost:4566',
        },
      },
      [
        'warning AWS_ENDPOINT_URL: AWS_ENDPOINT_URL is http://localhost:4566 | run: unset AWS_ENDPOINT_URL',
        'warning AWS_ENDPOINT_URL_S3: AWS_ENDPOINT_URL_S3 is …redacted | run: unset AWS_ENDPOINT_URL_S3',
      ],
    ],
    [
      'one that is switched off',
      { env: { AWS_ENDPOINT_URL: 'http://x', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' } },
      [],
    ],
  ],
  'environment-region': [
    [
      'two',
      { env: { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-east-1' } },
      [
        'warning AWS_DEFAULT_REGION: AWS_REGION is eu-west-1, but AWS_DEFAULT_REGION is us-east-1 | fix: set both to one region, or unset one of them',
      ],
    ],
    ['the same twice', { env: { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1' } }, []],
  ],
  'environment-files': [
    [
      'files that are not there',
      { env: { AWS_CONFIG_FILE: '/no/config', AWS_SHARED_CREDENTIALS_FILE: '$HOME/keys' } },
      [
        'warning AWS_CONFIG_FILE: AWS_CONFIG_FILE names /no/config, which is not there | fix: unset AWS_CONFIG_FILE, or correct it',
        'error AWS_SHARED_CREDENTIALS_FILE: AWS_SHARED_CREDENTIALS_FILE names $HOME/keys, which is not there | fix: write the path out',
      ],
    ],
    ['one that is', { env: { AWS_CONFIG_FILE: '~/.aws/config' } }, []],
  ],
  'sso-sign-in': [
    [
      'nobody',
      sso(),
      [
        `warning ${TOKEN}: nobody is signed in to sso-session 'corp', for profile 'a', 'b' | run: aws sso login --sso-session corp`,
      ],
    ],
    [
      'no longer',
      sso('2026-06-15T11:59:59Z'),
      [
        `warning ${TOKEN}: the sign-in to sso-session 'corp', for profile 'a', 'b', ended at 2026-06-15T11:59:59.000Z | run: aws sso login --sso-session corp`,
      ],
    ],
    ['still', sso('2026-06-15T12:00:01Z'), []],
  ],
  clock: [
    [
      'four minutes and a second fast',
      { facts: { clock: { host: 'sts.test', ahead: -241_000 } } },
      [
        "error sts.test: this machine's clock is 4 min 1 s fast | run: sudo timedatectl set-ntp true",
      ],
    ],
    [
      'four minutes slow',
      { facts: { clock: { host: 'sts.test', ahead: 240_000 }, platform: 'win32' } },
      ["warning sts.test: this machine's clock is 4 min 0 s slow | run: w32tm /resync"],
    ],
    [
      'no answer, and nobody to ask',
      { facts: { clock: { host: 'sts.test', reason: 'ECONNREFUSED' } } },
      [
        'warning sts.test: STS did not say what time it is: ECONNREFUSED | fix: look at the network, the proxy variables and AWS_ENDPOINT_URL',
      ],
    ],
    [
      'nobody to ask',
      { facts: { clock: 'nobody-to-ask' } },
      [
        'note STS: the clock was not compared | fix: name a profile with a role: swrole doctor PROFILE --online',
      ],
    ],
    ['a minute', { facts: { clock: { host: 'sts.test', ahead: 60_000 } } }, []],
    ['not asked', {}, []],
  ],
  node: [
    [
      'too old',
      { facts: { nodeVersion: '20.11.1' } },
      [
        'error node: node 20.11.1 is older than 20.12 | fix: install a version of node with long-term support',
      ],
    ],
    [
      'over, and soon over',
      { facts: { nodeVersion: '20.12.0' } },
      [
        'warning node: node 20.12.0 has had no security updates since 2026-04-30 | fix: install a version of node with long-term support',
      ],
    ],
    [
      'soon over',
      { facts: { nodeVersion: '22.1.0', now: NOW + 200 * 24 * 3_600_000 } },
      [
        'note node: node 22.1.0 gets security updates until 2027-04-30 | fix: install a version of node with long-term support',
      ],
    ],
    ['good for a year, and unknown', { facts: { nodeVersion: '24.0.0' } }, []],
  ],
};
