import { expect, test } from 'vitest';
import {
  exportText,
  FORMATS,
  type Format,
  failureText,
  isFormat,
} from '../../src/output/format.ts';
import { OutputError } from '../../src/output/output-error.ts';
import { role } from './role.ts';

const UNSET =
  'AWS_SECURITY_TOKEN AWS_ACCESS_KEY AWS_SECRET_KEY AMAZON_ACCESS_KEY_ID AMAZON_SECRET_ACCESS_KEY ' +
  'AMAZON_SESSION_TOKEN AWS_SESSION_EXPIRATION AWS_CREDENTIAL_SCOPE AWS_CREDENTIAL_FILE AWS_PROFILE AWS_DEFAULT_PROFILE ' +
  'AWS_ROLE_ARN AWS_ROLE_SESSION_NAME AWS_WEB_IDENTITY_TOKEN_FILE AWS_CONTAINER_CREDENTIALS_RELATIVE_URI ' +
  'AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_AUTHORIZATION_TOKEN ' +
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE';

const ALL =
  'AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_ACCESS_KEY ' +
  'AWS_SECRET_KEY AMAZON_ACCESS_KEY_ID AMAZON_SECRET_ACCESS_KEY AMAZON_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION ' +
  'AWS_SESSION_EXPIRATION AWS_ACCOUNT_ID AWS_CREDENTIAL_SCOPE AWS_CREDENTIAL_FILE AWS_PROFILE ' +
  'AWS_DEFAULT_PROFILE AWS_ROLE_ARN AWS_ROLE_SESSION_NAME AWS_WEB_IDENTITY_TOKEN_FILE ' +
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_CONTAINER_CREDENTIALS_FULL_URI ' +
  'AWS_CONTAINER_AUTHORIZATION_TOKEN AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE SWROLE_PROFILE SWROLE_COLOR';

/** What fish makes of a universal variable. */
const COVER =
  'set -qU $SWROLE_NAME; and set -gx $SWROLE_NAME; and echo "swrole: hint: $SWROLE_NAME is a universal ' +
  'variable, remove it with: set -eU $SWROLE_NAME" >&2;';

/** `line` for each name of a list. */
const each = (names: string, line: (name: string) => string) => names.split(' ').map(line).join('');

test('the list of forms is closed', () => {
  expect(FORMATS).toEqual(['sh', 'fish', 'powershell', 'cmd', 'nu', 'dotenv', 'json']);
  expect(FORMATS.every(isFormat)).toBe(true);
  expect(['bash', 'toString', '__proto__', ''].some(isFormat)).toBe(false);
});

const WRITTEN: Readonly<Record<Format, string>> = {
  sh: `unset -v ${UNSET};
export AWS_ACCESS_KEY_ID='ASIAIOSFODNN7EXAMPLE';
export AWS_SECRET_ACCESS_KEY='wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
export AWS_SESSION_TOKEN='AQoEXAMPLEH4aoAH0gNCAPy+/2Lg==';
export AWS_CREDENTIAL_EXPIRATION='2030-01-02T03:04:05Z';
export AWS_ACCOUNT_ID='111111111111';
export AWS_REGION='ap-northeast-1';
export AWS_DEFAULT_REGION='ap-northeast-1';
export SWROLE_PROFILE='project-dev';
export SWROLE_COLOR='31';
`,
  fish: `for SWROLE_NAME in ${UNSET}; set -eg $SWROLE_NAME; ${COVER} end; set -e SWROLE_NAME;
set -gx AWS_ACCESS_KEY_ID 'ASIAIOSFODNN7EXAMPLE';
set -gx AWS_SECRET_ACCESS_KEY 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
set -gx AWS_SESSION_TOKEN 'AQoEXAMPLEH4aoAH0gNCAPy+/2Lg==';
set -gx AWS_CREDENTIAL_EXPIRATION '2030-01-02T03:04:05Z';
set -gx AWS_ACCOUNT_ID '111111111111';
set -gx AWS_REGION 'ap-northeast-1';
set -gx AWS_DEFAULT_REGION 'ap-northeast-1';
set -gx SWROLE_PROFILE 'project-dev';
set -gx SWROLE_COLOR '31';
`,
  powershell: `${each(UNSET, (name) => `$env:${name} = $null;\n`)}$env:AWS_ACCESS_KEY_ID = 'ASIAIOSFODNN7EXAMPLE';
$env:AWS_SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
$env:AWS_SESSION_TOKEN = 'AQoEXAMPLEH4aoAH0gNCAPy+/2Lg==';
$env:AWS_CREDENTIAL_EXPIRATION = '2030-01-02T03:04:05Z';
$env:AWS_ACCOUNT_ID = '111111111111';
$env:AWS_REGION = 'ap-northeast-1';
$env:AWS_DEFAULT_REGION = 'ap-northeast-1';
$env:SWROLE_PROFILE = 'project-dev';
$env:SWROLE_COLOR = '31';
`,
  cmd: `${each(UNSET, (name) => `set "${name}="\r\n`)}set "AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE"\r
set "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"\r
set "AWS_SESSION_TOKEN=AQoEXAMPLEH4aoAH0gNCAPy+/2Lg=="\r
set "AWS_CREDENTIAL_EXPIRATION=2030-01-02T03:04:05Z"\r
set "AWS_ACCOUNT_ID=111111111111"\r
set "AWS_REGION=ap-northeast-1"\r
set "AWS_DEFAULT_REGION=ap-northeast-1"\r
set "SWROLE_PROFILE=project-dev"\r
set "SWROLE_COLOR=31"\r
`,
  nu: `{${each(UNSET, (name) => `"${name}":null,`)}"AWS_ACCESS_KEY_ID":"ASIAIOSFODNN7EXAMPLE",\
"AWS_SECRET_ACCESS_KEY":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",\
"AWS_SESSION_TOKEN":"AQoEXAMPLEH4aoAH0gNCAPy+/2Lg==",\
"AWS_CREDENTIAL_EXPIRATION":"2030-01-02T03:04:05Z",\
"AWS_ACCOUNT_ID":"111111111111",\
"AWS_REGION":"ap-northeast-1",\
"AWS_DEFAULT_REGION":"ap-northeast-1",\
"SWROLE_PROFILE":"project-dev",\
"SWROLE_COLOR":"31"}
`,
  dotenv: `AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE
AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
AWS_SESSION_TOKEN=AQoEXAMPLEH4aoAH0gNCAPy+/2Lg==
AWS_CREDENTIAL_EXPIRATION=2030-01-02T03:04:05Z
AWS_ACCOUNT_ID=111111111111
AWS_REGION=ap-northeast-1
AWS_DEFAULT_REGION=ap-northeast-1
SWROLE_PROFILE=project-dev
SWROLE_COLOR=31
`,
  json:
    '{"Version":1,"AccessKeyId":"ASIAIOSFODNN7EXAMPLE",' +
    '"SecretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",' +
    '"SessionToken":"AQoEXAMPLEH4aoAH0gNCAPy+/2Lg==","Expiration":"2030-01-02T03:04:05Z",' +
    '"AccountId":"111111111111"}\n',
};

test.each(FORMATS)('%s: the whole text', (format) => {
  expect(exportText(format, role)).toBe(WRITTEN[format]);
});

const FAILED: Readonly<Record<Format, string>> = {
  sh: `unset -v ${ALL};\n(exit 5);\n`,
  fish:
    `for SWROLE_NAME in ${ALL}; set -eg $SWROLE_NAME; ${COVER} end; ` +
    'set -e SWROLE_NAME;\n' +
    'function _swrole_fail; functions --erase _swrole_fail; return 5; end; _swrole_fail;\n',
  powershell: `${each(ALL, (name) => `$env:${name} = $null;\n`)}throw 'swrole failed with exit code 5';\n`,
  cmd: `${each(ALL, (name) => `set "${name}="\r\n`)}cmd /c exit 5\r\n`,
  nu: `{${each(ALL, (name) => `,"${name}":null`).slice(1)}}\n`,
  dotenv: '',
  json: '',
};

test.each(FORMATS)('%s: the whole text of a failure', (format) => {
  expect(failureText(format, 5)).toBe(FAILED[format]);
});

test('cmd refuses a percent sign, which it would expand, and the other forms write it', () => {
  const percent = { ...role, profile: 'a%PATH%' };
  expect(() => exportText('cmd', percent)).toThrow(
    new OutputError({ kind: 'unwritable-value', variable: 'SWROLE_PROFILE', format: 'cmd' }),
  );
  expect(exportText('sh', percent)).toContain("SWROLE_PROFILE='a%PATH%';\n");
});

test.each(FORMATS.filter((format) => format !== 'json'))('%s prints nothing unsafe', (format) => {
  expect(() => exportText(format, { ...role, region: "'; id; '" })).toThrow(
    new OutputError({ kind: 'unsafe-value', variable: 'AWS_REGION' }),
  );
});
