/** The variables that swrole reads and sets. Those that stand for a key of a profile are told with that key's words. */
import { CALL_KEYS } from './key-texts.ts';
import type { Page, Row } from './page.ts';

const OWN: readonly Row[] = [
  ['SWROLE_CACHE_DIR', 'where sessions are kept, in the place of `~/.aws/swrole`'],
  [
    'SWROLE_PROMPT',
    'how a code is asked for: `tty`, `gui`, `none`, or a program in the place of the dialog',
  ],
  ['SWROLE_DEBUG', 'a file for what `--debug` tells, since SDKs swallow stderr'],
  ['NO_COLOR', 'no colours'],
  ['FORCE_COLOR', 'colours in a pipe, too'],
];

const FILES: readonly Row[] = [
  ['AWS_CONFIG_FILE', 'the config file, in the place of `~/.aws/config`'],
  ['AWS_SHARED_CREDENTIALS_FILE', 'the other one, in the place of `~/.aws/credentials`'],
];

const CALL: readonly Row[] = [
  ['AWS_REGION, AWS_DEFAULT_REGION', 'for a profile without `region`'],
  ...CALL_KEYS.flatMap(({ key, variables, meaning }) =>
    variables.map((variable): Row => [variable, `before \`${key}\`: ${meaning}`]),
  ),
  [
    'AWS_ENDPOINT_URL_SSO, AWS_ENDPOINT_URL_SSO_OIDC, AWS_ENDPOINT_URL_SIGNIN',
    'other hosts of these services',
  ],
  ['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'the way to them, in upper and lower case'],
];

const SOURCES: readonly Row[] = [
  [
    'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN',
    'keys, for `credential_source = Environment`',
  ],
  ['AWS_CREDENTIAL_EXPIRATION, AWS_ACCOUNT_ID', 'their end and their account'],
  [
    'AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN, AWS_ROLE_SESSION_NAME',
    'a token, its role and the name of the session, where there are no keys',
  ],
  [
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, AWS_CONTAINER_CREDENTIALS_FULL_URI',
    "a container's agent, for `credential_source = EcsContainer`",
  ],
  [
    'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, AWS_CONTAINER_AUTHORIZATION_TOKEN',
    'what that agent wants to see',
  ],
  ['AWS_EC2_METADATA_DISABLED', "`true`: the instance's metadata service is not asked"],
];

const SET: readonly Row[] = [
  ['SWROLE_PROFILE, SWROLE_COLOR', 'for prompts: the profile and its colour'],
  ['SWROLE_MFA_SERIAL', 'for `generate_token`, with SWROLE_PROFILE: the device'],
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
