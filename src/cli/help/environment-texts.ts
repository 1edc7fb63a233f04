/** The variables that swrole reads and sets. Those that stand for a key of a profile are told with that key's words. */
import { CALL_KEYS } from '../../help/keys.ts';
import type { Page, Row } from './page.ts';

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
  ['SWROLE_SIGNIN_URL', 'the sign-in host of `console`, for partitions that have no known one'],
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
    'for prompts and `generate_token`: the profile; for prompts, characters outside `A-Z a-z 0-9 _-/.%@:+` are encoded, as in `=E9=96=8B`',
  ],
  ['SWROLE_COLOR', 'for prompts: its colour'],
  ['SWROLE_MFA_SERIAL', 'for `generate_token`: the device'],
  ['SWROLE_REGION', 'the region that swrole has set'],
  ['SWROLE_REGION_BEFORE', '`AWS_REGION` before that: it comes back'],
  ['SWROLE_DEFAULT_REGION_BEFORE', '`AWS_DEFAULT_REGION` before that: it comes back'],
  ['AWS_PROFILE', 'unset, because SDKs would take it for the credentials'],
];

/** `swrole help environment`. */
export const environmentPage: Page = [
  { title: "swrole's own", rows: OWN },
  { title: 'Files', rows: FILES },
  { title: 'The call', rows: CALL },
  { title: 'Sources', rows: SOURCES },
  { title: 'What commands and shells get, beside the credentials', rows: SET },
];
