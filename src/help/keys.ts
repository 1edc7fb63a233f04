/** One line on each profile key and each variable: for help, the tables of the README and the man page. */

import {
  cacheKeys,
  cognitoKeys,
  displayKeys,
  endpointKeys,
  loginKeys,
  metadataKeys,
  processKeys,
  roleKeys,
  samlKeys,
  sessionKeys,
  ssoKeys,
  staticKeys,
  tokenKeys,
  transportKeys,
} from '../config/keys.ts';
import type { Page, Row } from './page.ts';

/** The keys of credential sources. */
export const SOURCE_KEYS: readonly Row[] = [
  [staticKeys.accessKeyId, 'keys, in either file or split over both'],
  [staticKeys.secretAccessKey, 'their secret'],
  [staticKeys.sessionToken, 'their token, if they are temporary'],
  [ssoKeys.session, 'the section of IAM Identity Center, after `aws sso login`'],
  [ssoKeys.accountId, 'the account there'],
  [ssoKeys.roleName, 'the permission set there'],
  [ssoKeys.startUrl, 'the start page, in the profile instead of a section'],
  [ssoKeys.region, 'the region of that page'],
  [loginKeys.loginSession, 'the console session of `aws login`'],
  [
    cognitoKeys.identityPoolId,
    'an identity pool of Cognito, as a guest. Its id names its region; `region` counts for STS and exports only',
  ],
  [
    cognitoKeys.loginProvider,
    'not as a guest: the login provider, as the pool names it, such as `accounts.google.com`',
  ],
  [cognitoKeys.loginTokenFile, 'the file with the token of that provider'],
  [
    cognitoKeys.loginProcess,
    'or a command line that prints the token; it runs like `generate_token`',
  ],
  [cognitoKeys.roleArn, 'which role, if the token allows several'],
  [
    processKeys.credentialProcess,
    'another program. Credentials with an `Expiration` are kept until then, and the program runs earlier only if a variable has changed: one that begins with `AWS_`, or one that the line mentions. Without an `Expiration` it runs each time, or once for each MFA session of `mfa_session`. It may print 64 KiB',
  ],
  [
    roleKeys.webIdentityTokenFile,
    'with `role_arn`: the token of Kubernetes, GitHub and others for that role',
  ],
  [
    roleKeys.webIdentityTokenProcess,
    'the same, from a command line that prints the token; it runs like `generate_token`',
  ],
  [
    samlKeys.process,
    'with `role_arn`: a command line that prints the SAML Response for that role, in base64; it runs like `generate_token`',
  ],
  [samlKeys.assertionFile, 'the same, from a file that another program writes'],
  [samlKeys.providerArn, 'the SAML provider in IAM, if the assertion is encrypted'],
  [
    `${roleKeys.credentialSource} = Environment`,
    '`AWS_ACCESS_KEY_ID` and so on, else `AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_ROLE_ARN`',
  ],
  [
    `${roleKeys.credentialSource} = Ec2InstanceMetadata`,
    'the instance, by IMDSv2, and by version 1 unless `ec2_metadata_v1_disabled`',
  ],
  [
    `${roleKeys.credentialSource} = EcsContainer`,
    'ECS or EKS: `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `AWS_CONTAINER_CREDENTIALS_FULL_URI`',
  ],
];

/** The keys of the role and its session. */
export const ROLE_KEYS: readonly Row[] = [
  [roleKeys.roleArn, 'the role'],
  [roleKeys.sourceProfile, 'the profile that assumes it; it may be the same one, with keys'],
  [roleKeys.mfaSerial, 'the device; also in the source profile, for all roles behind it'],
  [tokenKeys.generateToken, 'the command line that prints a code; also in the source profile'],
  [tokenKeys.mfaProcess, 'the same, by the name that aws-vault gives it'],
  [
    sessionKeys.mfaSession,
    'how long one code serves: `12h`, `900`; `off`; also in the source profile',
  ],
  [roleKeys.roleSessionName, 'its name in CloudTrail; else `swrole-` and your login name'],
  [
    roleKeys.durationSeconds,
    'how long its session lasts, in seconds: 900 to 43200; behind another session AWS gives an hour at most',
  ],
  [roleKeys.externalId, "as the role's trust policy wants it"],
  [sessionKeys.sourceIdentity, 'who stands behind the session, for CloudTrail'],
  [sessionKeys.sessionTags, 'tags of the session: `Project=apollo,Team=web`'],
  [sessionKeys.transitiveSessionTags, 'those of them that go on to the next role: `Team`'],
  [
    sessionKeys.policyArns,
    'up to ten managed policies that limit the session, separated by commas',
  ],
  [
    sessionKeys.policyFile,
    'a file with an inline policy that limits it, relative to the config file',
  ],
  [
    cacheKeys.awsCliCache,
    "the AWS CLI's own session of a role with a device: `read`, which is the default, takes it instead of asking for a code; `write` also leaves swrole's there; `off` does neither",
  ],
  [
    cacheKeys.swroleCache,
    'where sessions are kept, also beside the keys for all roles behind them: `keychain` encrypts them with a key in the keychain of the operating system; `none` never writes one to the disk, and each use asks again',
  ],
  [
    displayKeys.color,
    "of the profile's name in a shell and in lists, and of its container in Firefox: a name (`red`, `orange`, `yellow`, `green`, `cyan`, `blue`, `purple`, `pink`), an SGR number such as `31`, or a colour such as `ff8800`",
  ],
  [
    displayKeys.consoleBrowser,
    'where `swrole console` opens: `firefox-container` (needs the add-on Granted) or `open-url-in-container` (needs the add-on of that name), `chrome-profile`, `chromium-profile`, `edge-profile` or `brave-profile`, each with a name after it or with that of the profile; or a command with `%s` for the URL',
  ],
  [
    displayKeys.confirm,
    "`true`: at a terminal you type the profile's name before `eval`, a shell, `exec` and `console`; SDKs are never asked",
  ],
];

/** A key that variables override. */
interface CallKey {
  readonly key: string;
  /** The first one that is set is used. */
  readonly variables: readonly string[];
  readonly meaning: string;
}

const callKey = (key: string, variables: readonly string[], meaning: string): CallKey => ({
  key,
  variables,
  meaning,
});

/** The keys that control the calls to STS and the metadata service. */
export const CALL_KEYS: readonly CallKey[] = [
  callKey(endpointKeys.region, [], 'region of the STS endpoint; also exported'),
  callKey(endpointKeys.endpointUrl, ['AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL'], 'another host'),
  callKey(endpointKeys.services, [], 'the section with an `endpoint_url` for `sts` alone'),
  callKey(
    endpointKeys.ignoreConfiguredEndpointUrls,
    ['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'],
    'none of these hosts',
  ),
  callKey(endpointKeys.useFipsEndpoint, ['AWS_USE_FIPS_ENDPOINT'], 'a FIPS host'),
  callKey(endpointKeys.useDualStackEndpoint, ['AWS_USE_DUALSTACK_ENDPOINT'], 'a host with IPv6'),
  callKey(
    endpointKeys.stsRegionalEndpoints,
    ['AWS_STS_REGIONAL_ENDPOINTS'],
    '`legacy`: one host for the old regions',
  ),
  callKey(
    transportKeys.caBundle,
    ['AWS_CA_BUNDLE'],
    "the certificates to trust, instead of node's",
  ),
  callKey(
    transportKeys.maxAttempts,
    ['AWS_MAX_ATTEMPTS'],
    'how often a call is tried: 3 times; one with a code just once',
  ),
  callKey(transportKeys.retryMode, ['AWS_RETRY_MODE'], '`standard`, `adaptive`'),
  callKey(metadataKeys.endpoint, ['AWS_EC2_METADATA_SERVICE_ENDPOINT'], 'another metadata service'),
  callKey(metadataKeys.endpointMode, ['AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE'], '`IPv4`, `IPv6`'),
  callKey(metadataKeys.v1Disabled, ['AWS_EC2_METADATA_V1_DISABLED'], 'version 2 or nothing'),
  callKey(
    metadataKeys.timeout,
    ['AWS_METADATA_SERVICE_TIMEOUT'],
    'how many seconds it may take: 1',
  ),
  callKey(
    metadataKeys.attempts,
    ['AWS_METADATA_SERVICE_NUM_ATTEMPTS'],
    'how often it is asked: once',
  ),
];

// The variables that swrole reads and sets. A variable that overrides a key has the text of the key.

const OWN: readonly Row[] = [
  [
    'SWROLE_CACHE_DIR',
    'where sessions are kept instead of `~/.aws/swrole`: a folder that only you can open',
  ],
  [
    'XDG_RUNTIME_DIR',
    'where locks and used codes are kept if the folder of `SWROLE_CACHE_DIR` cannot be used',
  ],
  [
    'SWROLE_PROMPT',
    'how a code is asked for: `tty` (or `terminal`), `gui`, `none`, or a program or command line for the dialog',
  ],
  ['SWROLE_CONSOLE_BROWSER', 'the same as `console_browser`, for profiles without it'],
  ['SWROLE_SIGNIN_URL', 'the sign-in host of `console`, for partitions that have no known one'],
  [
    'SWROLE_PICKER',
    'a program that picks a profile instead of swrole: it reads lines and prints one of them, as `fzf` does',
  ],
  ['SWROLE_HISTORY', '`off`: swrole does not remember which profiles you use'],
  ['SWROLE_PREVIOUS', 'the profile that `-` means; `swr` sets it'],
  ['SWROLE_DEBUG', 'a file for what `--debug` tells, since SDKs swallow stderr'],
  ['NO_COLOR', 'no colours'],
  ['FORCE_COLOR', 'colours in a pipe, too'],
];

const FILES: readonly Row[] = [
  ['AWS_CONFIG_FILE', 'the config file, instead of `~/.aws/config`'],
  ['AWS_SHARED_CREDENTIALS_FILE', 'the credentials file, instead of `~/.aws/credentials`'],
];

const CALL: readonly Row[] = [
  ['AWS_REGION', 'for a profile without `region`; not one that swrole has set'],
  ['AWS_DEFAULT_REGION', 'for a profile without `region`, if `AWS_REGION` is not set'],
  ...CALL_KEYS.flatMap(({ key, variables, meaning }) =>
    variables.map((variable): Row => [variable, `before \`${key}\`: ${meaning}`]),
  ),
  ['AWS_ENDPOINT_URL_SSO', 'another host of IAM Identity Center'],
  ['AWS_ENDPOINT_URL_SSO_OIDC', 'another host for its tokens'],
  ['AWS_ENDPOINT_URL_SIGNIN', 'another host of `aws login`'],
  [
    'AWS_ENDPOINT_URL_IAM',
    'another host of IAM: swrole setup asks it for your MFA devices, swrole keys for access keys',
  ],
  ['AWS_ENDPOINT_URL_COGNITO_IDENTITY', 'another host of the identity pools of Cognito'],
  ['HTTPS_PROXY, HTTP_PROXY', 'the way to them, in upper or lower case'],
  ['NO_PROXY', 'the hosts that have no proxy before them'],
];

const SOURCES: readonly Row[] = [
  ['AWS_ACCESS_KEY_ID', 'keys, for `credential_source = Environment`'],
  ['AWS_SECRET_ACCESS_KEY', 'their secret'],
  ['AWS_SESSION_TOKEN', 'their token'],
  ['AWS_CREDENTIAL_EXPIRATION', 'their end'],
  ['AWS_ACCOUNT_ID', 'their account'],
  ['AWS_WEB_IDENTITY_TOKEN_FILE', 'a token, for the same, where there are no keys'],
  ['AWS_ROLE_ARN', 'its role'],
  ['AWS_ROLE_SESSION_NAME', 'the name of its session'],
  [
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'the agent of ECS, for `credential_source = EcsContainer`',
  ],
  ['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'another agent, for the same'],
  ['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', 'the file with what an agent wants to see'],
  ['AWS_CONTAINER_AUTHORIZATION_TOKEN', 'what an agent wants to see'],
  ['AWS_LOGIN_CACHE_DIRECTORY', 'the folder where `aws login` keeps sign-ins'],
  ['AWS_EC2_METADATA_DISABLED', "`true`: the instance's metadata service is not asked"],
];

const SET: readonly Row[] = [
  [
    'SWROLE_PROFILE',
    'for prompts, `generate_token` and commands that print tokens: the profile; for prompts, characters outside `A-Z a-z 0-9 _-/.%@:+` are encoded, as in `=E9=96=8B`',
  ],
  ['SWROLE_COLOR', 'for prompts: its colour'],
  ['SWROLE_MFA_SERIAL', 'for `generate_token`: the device'],
  ['SWROLE_REGION', 'the region that swrole has set'],
  ['SWROLE_REGION_BEFORE', '`AWS_REGION` before that: it comes back'],
  ['SWROLE_DEFAULT_REGION_BEFORE', '`AWS_DEFAULT_REGION` before that: it comes back'],
  ['AWS_PROFILE', 'unset, because SDKs would take it for the credentials'],
];

/** The page of `swrole help environment`. */
export const environmentPage: Page = [
  { title: "swrole's own", rows: OWN },
  { title: 'Files', rows: FILES },
  { title: 'The call', rows: CALL },
  { title: 'Sources', rows: SOURCES },
  { title: 'What commands and shells get, beside the credentials', rows: SET },
];
