/** The environment: variables that override, and the node that runs this. */
import { symlink } from 'node:fs/promises';
import type { KeyAgeFact } from '../../../src/doctor/check.ts';
import type { KeyRecord } from '../../../src/storage/access-keys.ts';
import { NOW } from '../found.ts';
import type { CasesOf } from './case.ts';
import { USER } from './lines.ts';

const record = (more: Partial<KeyRecord> = {}): KeyRecord => ({
  name: 'my-company',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  userArn: 'arn:aws:iam::000000000000:user/member',
  createdAt: NOW,
  addedAt: NOW,
  ...more,
});

const age = (days: number): KeyAgeFact => ({
  profile: 'a',
  at: { file: 'config', line: 2 },
  keys: undefined,
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  createdAt: NOW - days * 24 * 60 * 60 * 1000,
});

export const environmentCases: CasesOf<
  | 'environment-keys'
  | 'environment-profile'
  | 'keychain-keys'
  | 'access-key-age'
  | 'environment-endpoint'
  | 'environment-region'
  | 'environment-files'
  | 'environment-prompt'
  | 'clock'
  | 'node'
> = {
  'environment-keys': [
    [
      'half of the keys',
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
      'old keys, beside a profile',
      {
        env: {
          AWS_ACCESS_KEY_ID: 'AKIA',
          AWS_SECRET_ACCESS_KEY: 's',
          AWS_PROFILE: 'a',
          AWS_CREDENTIAL_EXPIRATION: '2026-06-15T11:00:00Z',
        },
      },
      [
        'error AWS_CREDENTIAL_EXPIRATION: the keys in the environment expired at 2026-06-15T11:00:00.000Z | run: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION',
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
      'a temporary key without its token, and with a token by its old name',
      {
        env: {
          AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
          AWS_SECRET_ACCESS_KEY: 's',
          AWS_SECURITY_TOKEN: 't',
          SWROLE_PROFILE: 'a',
        },
      },
      [
        'error AWS_ACCESS_KEY_ID: AWS_ACCESS_KEY_ID is a temporary key (ASIA…), but AWS_SESSION_TOKEN is not set | fix: set AWS_SESSION_TOKEN to what AWS_SECURITY_TOKEN is',
      ],
    ],
    [
      'a temporary key alone',
      {
        env: {
          AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
          AWS_SECRET_ACCESS_KEY: 's',
          SWROLE_PROFILE: 'a',
        },
      },
      [
        'error AWS_ACCESS_KEY_ID: AWS_ACCESS_KEY_ID is a temporary key (ASIA…), but AWS_SESSION_TOKEN is not set | fix: set the AWS_SESSION_TOKEN that comes with it',
      ],
    ],
    [
      'a long-term key with the token of another one, on Windows',
      {
        env: {
          AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
          AWS_SECRET_ACCESS_KEY: 's',
          AWS_SESSION_TOKEN: 't',
          SWROLE_PROFILE: 'a',
        },
        facts: { platform: 'win32' },
      },
      [
        'error AWS_SESSION_TOKEN: AWS_ACCESS_KEY_ID is a long-term key (AKIA…), but AWS_SESSION_TOKEN is set | fix: remove AWS_SESSION_TOKEN from the environment: $env:NAME = $null in PowerShell, set NAME= in cmd.exe',
      ],
    ],
    [
      'half of the keys, on Windows',
      { env: { AWS_ACCESS_KEY_ID: 'AKIA' }, facts: { platform: 'win32' } },
      [
        'error AWS_ACCESS_KEY_ID: AWS_ACCESS_KEY_ID is set, but not AWS_SECRET_ACCESS_KEY | fix: remove AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_CREDENTIAL_EXPIRATION from the environment: $env:NAME = $null in PowerShell, set NAME= in cmd.exe',
      ],
    ],
    [
      "swrole's own keys",
      { env: { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 's', SWROLE_PROFILE: 'a' } },
      [],
    ],
  ],
  'environment-profile': [
    [
      'a profile that may be in a file that cannot be read',
      { env: { AWS_PROFILE: 'usr' }, prepare: ({ credentialsFile: file }) => symlink(file, file) },
      [],
    ],
    [
      'a profile that is not there',
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
      'a variable that some SDKs do not read',
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
      'another endpoint for all, and one with a password for a service',
      {
        env: {
          AWS_ENDPOINT_URL_S3: 'http://a:secret@x.test',
          AWS_ENDPOINT_URL: 'http://localhost:4566',
        },
      },
      [
        'warning AWS_ENDPOINT_URL: AWS_ENDPOINT_URL is http://localhost:4566 | run: unset AWS_ENDPOINT_URL',
        'warning AWS_ENDPOINT_URL_S3: AWS_ENDPOINT_URL_S3 is (22 characters, not shown) | run: unset AWS_ENDPOINT_URL_S3',
      ],
    ],
    [
      'an endpoint that is switched off',
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
    ['a file that is there', { env: { AWS_CONFIG_FILE: '~/.aws/config' } }, []],
  ],
  'environment-prompt': [
    [
      'a typing error',
      { env: { SWROLE_PROMPT: 'terminl' } },
      [
        'warning SWROLE_PROMPT: SWROLE_PROMPT names terminl, which cannot be run | fix: did you mean terminal?',
      ],
    ],
    [
      'a command line without its program',
      { env: { SWROLE_PROMPT: '/nowhere/ask --key secret' } },
      [
        'warning SWROLE_PROMPT: SWROLE_PROMPT names /nowhere/ask, which cannot be run | fix: install the program, or write tty, gui, none, or a program or command line that is there',
      ],
    ],
    [
      'a built-in dialog that is not there',
      { env: { SWROLE_PROMPT: 'zenity', PATH: '/nowhere' } },
      [
        'warning SWROLE_PROMPT: SWROLE_PROMPT names zenity, which cannot be run | fix: install the program, or write tty, gui, none, or a program or command line that is there',
      ],
    ],
    ['a setting in one word', { env: { SWROLE_PROMPT: 'terminal' } }, []],
    ['a program', { env: { SWROLE_PROMPT: '/bin/cat' } }, []],
    ['a command line', { env: { SWROLE_PROMPT: 'cat "a b" -' } }, []],
    ['a text that only a shell understands', { env: { SWROLE_PROMPT: '~/bin/ask' } }, []],
  ],
  'keychain-keys': [
    [
      'keys that are not in the keychain, and a rotation that has not ended',
      {
        config: '[profile a]\ncredential_process = swrole keys print work\n',
        facts: { keyRecords: [record({ isRotating: true })] },
      },
      [
        "error config:2: credential_process of profile 'a' asks for keys 'work', which swrole has not put into the keychain of this machine | run: swrole keys add work",
        "warning swrole keys: the rotation of keys 'my-company' has begun, and not ended | run: swrole keys rotate my-company",
      ],
    ],
    [
      'keys that are there',
      {
        config: '[profile a]\ncredential_process = swrole keys print my-company\n',
        facts: { keyRecords: [record()] },
      },
      [],
    ],
  ],
  'access-key-age': [
    [
      'keys of 91 days, in the file and in the keychain',
      {
        facts: {
          keyAges: [age(91), { ...age(91), keys: 'work', accessKeyId: 'AKIAI44QH8DHBEXAMPLE' }],
        },
      },
      [
        "warning config:2: access key …MPLE of profile 'a' is 91 days old | run: swrole keys add a --from a && swrole keys rotate a",
        "warning config:2: access key …MPLE of profile 'a' is 91 days old | run: swrole keys rotate work",
      ],
    ],
    [
      'keys whose user may not ask',
      {
        facts: {
          keyAges: [
            { ...age(0), createdAt: { reason: 'AWS answered AccessDenied', isDenied: true } },
            { ...age(0), createdAt: { reason: 'iam.test gives no answer', isDenied: false } },
          ],
        },
      },
      [
        "note config:2: how old access key …MPLE of profile 'a' is could not be looked at: AWS answered AccessDenied | fix: allow iam:ListAccessKeys to the user for its own keys",
        "note config:2: how old access key …MPLE of profile 'a' is could not be looked at: iam.test gives no answer | fix: look at the network, the proxy variables and AWS_ENDPOINT_URL_IAM",
      ],
    ],
    ['keys of 90 days', { facts: { keyAges: [age(90)] } }, []],
    ['without --online', {}, []],
  ],
  clock: [
    [
      'a clock four minutes and a second fast',
      { facts: { clock: { host: 'sts.test', ahead: -241_000 } } },
      [
        "error sts.test: this machine's clock is 4 min 1 s fast | run: sudo timedatectl set-ntp true",
      ],
    ],
    [
      'a clock four minutes slow',
      { facts: { clock: { host: 'sts.test', ahead: 240_000 }, platform: 'win32' } },
      ["warning sts.test: this machine's clock is 4 min 0 s slow | run: w32tm /resync"],
    ],
    [
      'no answer, and no host to ask',
      { facts: { clock: { host: 'sts.test', reason: 'ECONNREFUSED' } } },
      [
        'warning sts.test: STS did not say what time it is: ECONNREFUSED | fix: look at the network, the proxy variables and AWS_ENDPOINT_URL',
      ],
    ],
    [
      'no host to ask',
      { facts: { clock: 'no-server-to-ask' } },
      [
        'note STS: the clock was not compared | fix: name a profile with a role: swrole doctor PROFILE --online',
      ],
    ],
    ['a clock one minute off', { facts: { clock: { host: 'sts.test', ahead: 60_000 } } }, []],
    ['a clock that is not asked for', {}, []],
  ],
  node: [
    [
      'a version that is too old',
      { facts: { nodeVersion: '20.11.1' } },
      [
        'error node: node 20.11.1 is older than 20.12 | fix: install a version of node with long-term support',
      ],
    ],
    [
      'a version without support, and one near to its end',
      { facts: { nodeVersion: '20.12.0' } },
      [
        'warning node: node 20.12.0 has had no security updates since 2026-04-30 | fix: install a version of node with long-term support',
      ],
    ],
    [
      'a version near to its end',
      { facts: { nodeVersion: '22.1.0', now: NOW + 200 * 24 * 3_600_000 } },
      [
        'note node: node 22.1.0 gets security updates until 2027-04-30 | fix: install a version of node with long-term support',
      ],
    ],
    [
      'a version with a year of support, and an unknown one',
      { facts: { nodeVersion: '24.0.0' } },
      [],
    ],
  ],
};
