import { describe, expect, test } from 'vitest';
import { FORMATS, type Format, isFormat, OutputError } from '../../src/formats/document.ts';
import { exportText, failureText, unchangedText } from '../../src/formats/index.ts';
import { role, user } from './role.ts';

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

const RECORD = 'SWROLE_REGION SWROLE_REGION_BEFORE SWROLE_DEFAULT_REGION_BEFORE';

/** How each shell restores the region from before, and removes the variables that kept it. */
const SH_BACK = `\
if test -n "\${SWROLE_REGION-}" && test "\${AWS_REGION-}" = "$SWROLE_REGION"; then \
if test -n "\${SWROLE_REGION_BEFORE+.}"; then export AWS_REGION="$SWROLE_REGION_BEFORE"; else unset -v AWS_REGION; fi; fi;
if test -n "\${SWROLE_REGION-}" && test "\${AWS_DEFAULT_REGION-}" = "$SWROLE_REGION"; then \
if test -n "\${SWROLE_DEFAULT_REGION_BEFORE+.}"; then export AWS_DEFAULT_REGION="$SWROLE_DEFAULT_REGION_BEFORE"; \
else unset -v AWS_DEFAULT_REGION; fi; fi;
unset -v ${RECORD};
`;
const FISH_BACK = `\
if test -n "$SWROLE_REGION"; and test "$AWS_REGION" = "$SWROLE_REGION"; set -eg AWS_REGION; \
if set -q SWROLE_REGION_BEFORE; \
if not set -q AWS_REGION; or test "$AWS_REGION" != "$SWROLE_REGION_BEFORE"; \
set -gx AWS_REGION "$SWROLE_REGION_BEFORE"; end; end; end;
if test -n "$SWROLE_REGION"; and test "$AWS_DEFAULT_REGION" = "$SWROLE_REGION"; set -eg AWS_DEFAULT_REGION; \
if set -q SWROLE_DEFAULT_REGION_BEFORE; \
if not set -q AWS_DEFAULT_REGION; or test "$AWS_DEFAULT_REGION" != "$SWROLE_DEFAULT_REGION_BEFORE"; \
set -gx AWS_DEFAULT_REGION "$SWROLE_DEFAULT_REGION_BEFORE"; end; end; end;
for SWROLE_NAME in ${RECORD}; set -eg $SWROLE_NAME; ${COVER} end; set -e SWROLE_NAME;
`;
const POWERSHELL_BACK = `\
if ($env:SWROLE_REGION -and $env:AWS_REGION -ceq $env:SWROLE_REGION) { $env:AWS_REGION = $env:SWROLE_REGION_BEFORE };
if ($env:SWROLE_REGION -and $env:AWS_DEFAULT_REGION -ceq $env:SWROLE_REGION) \
{ $env:AWS_DEFAULT_REGION = $env:SWROLE_DEFAULT_REGION_BEFORE };
$env:SWROLE_REGION = $null;
$env:SWROLE_REGION_BEFORE = $null;
$env:SWROLE_DEFAULT_REGION_BEFORE = $null;
`;

const FISH_FAILED = (exitCode: number) =>
  `for SWROLE_NAME in ${ALL}; set -eg $SWROLE_NAME; ${COVER} end; set -e SWROLE_NAME;\n${FISH_BACK}` +
  `function _swrole_fail; functions --erase _swrole_fail; return ${exitCode}; end; _swrole_fail;\n`;

/** The first statement for sh, which fish takes for the only one. */
const IN_FISH = (statements: string) => `: '\\' '; ${statements.replaceAll('\n', ' ')}# ';\n`;

const SH_FORM =
  'echo "swrole: error: these statements are for sh; in fish write: eval (swrole -f fish PROFILE)" >&2; ';

/** A shell that has a region. */
const BEFORE = { AWS_REGION: 'us-west-2' };

/** `line` for each name of a list. */
const each = (names: string, line: (name: string) => string) => names.split(' ').map(line).join('');

test('the list of formats is complete', () => {
  expect(FORMATS).toEqual(['sh', 'fish', 'powershell', 'cmd', 'nu', 'dotenv', 'json']);
  expect(FORMATS.every(isFormat)).toBe(true);
  expect(['bash', 'toString', '__proto__', ''].some(isFormat)).toBe(false);
});

const WRITTEN: Readonly<Record<Format, string>> = {
  sh: `${IN_FISH(SH_FORM + FISH_FAILED(2))}unset -v ${UNSET};
${SH_BACK}if test -n "\${AWS_REGION+.}"; then export SWROLE_REGION_BEFORE="$AWS_REGION"; fi;
if test -n "\${AWS_DEFAULT_REGION+.}"; then export SWROLE_DEFAULT_REGION_BEFORE="$AWS_DEFAULT_REGION"; fi;
export AWS_ACCESS_KEY_ID='ASIAIOSFODNN7EXAMPLE';
export AWS_SECRET_ACCESS_KEY='wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
export AWS_SESSION_TOKEN='AQoEXAMPLEH4aoAH0gNCAPy+/2Lg==';
export AWS_CREDENTIAL_EXPIRATION='2030-01-02T03:04:05Z';
export AWS_ACCOUNT_ID='111111111111';
export AWS_REGION='ap-northeast-1';
export AWS_DEFAULT_REGION='ap-northeast-1';
export SWROLE_REGION='ap-northeast-1';
export SWROLE_PROFILE='project-dev';
export SWROLE_COLOR='31';
`,
  fish: `for SWROLE_NAME in ${UNSET}; set -eg $SWROLE_NAME; ${COVER} end; set -e SWROLE_NAME;
${FISH_BACK}if set -q AWS_REGION; set -gx SWROLE_REGION_BEFORE "$AWS_REGION"; end;
if set -q AWS_DEFAULT_REGION; set -gx SWROLE_DEFAULT_REGION_BEFORE "$AWS_DEFAULT_REGION"; end;
set -gx AWS_ACCESS_KEY_ID 'ASIAIOSFODNN7EXAMPLE';
set -gx AWS_SECRET_ACCESS_KEY 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
set -gx AWS_SESSION_TOKEN 'AQoEXAMPLEH4aoAH0gNCAPy+/2Lg==';
set -gx AWS_CREDENTIAL_EXPIRATION '2030-01-02T03:04:05Z';
set -gx AWS_ACCOUNT_ID '111111111111';
set -gx AWS_REGION 'ap-northeast-1';
set -gx AWS_DEFAULT_REGION 'ap-northeast-1';
set -gx SWROLE_REGION 'ap-northeast-1';
set -gx SWROLE_PROFILE 'project-dev';
set -gx SWROLE_COLOR '31';
`,
  powershell: `${each(UNSET, (name) => `$env:${name} = $null;\n`)}${POWERSHELL_BACK}$env:SWROLE_REGION_BEFORE = $env:AWS_REGION;
$env:SWROLE_DEFAULT_REGION_BEFORE = $env:AWS_DEFAULT_REGION;
$env:AWS_ACCESS_KEY_ID = 'ASIAIOSFODNN7EXAMPLE';
$env:AWS_SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
$env:AWS_SESSION_TOKEN = 'AQoEXAMPLEH4aoAH0gNCAPy+/2Lg==';
$env:AWS_CREDENTIAL_EXPIRATION = '2030-01-02T03:04:05Z';
$env:AWS_ACCOUNT_ID = '111111111111';
$env:AWS_REGION = 'ap-northeast-1';
$env:AWS_DEFAULT_REGION = 'ap-northeast-1';
$env:SWROLE_REGION = 'ap-northeast-1';
$env:SWROLE_PROFILE = 'project-dev';
$env:SWROLE_COLOR = '31';
`,
  cmd: `${each(`${UNSET} SWROLE_DEFAULT_REGION_BEFORE`, (name) => `set "${name}="\r\n`)}set "SWROLE_REGION_BEFORE=us-west-2"\r
set "AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE"\r
set "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"\r
set "AWS_SESSION_TOKEN=AQoEXAMPLEH4aoAH0gNCAPy+/2Lg=="\r
set "AWS_CREDENTIAL_EXPIRATION=2030-01-02T03:04:05Z"\r
set "AWS_ACCOUNT_ID=111111111111"\r
set "AWS_REGION=ap-northeast-1"\r
set "AWS_DEFAULT_REGION=ap-northeast-1"\r
set "SWROLE_REGION=ap-northeast-1"\r
set "SWROLE_PROFILE=project-dev"\r
set "SWROLE_COLOR=31"\r
`,
  nu: `{${each(`${UNSET} SWROLE_DEFAULT_REGION_BEFORE`, (name) => `"${name}":null,`)}"SWROLE_REGION_BEFORE":"us-west-2","AWS_ACCESS_KEY_ID":"ASIAIOSFODNN7EXAMPLE",\
"AWS_SECRET_ACCESS_KEY":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",\
"AWS_SESSION_TOKEN":"AQoEXAMPLEH4aoAH0gNCAPy+/2Lg==",\
"AWS_CREDENTIAL_EXPIRATION":"2030-01-02T03:04:05Z",\
"AWS_ACCOUNT_ID":"111111111111",\
"AWS_REGION":"ap-northeast-1",\
"AWS_DEFAULT_REGION":"ap-northeast-1",\
"SWROLE_REGION":"ap-northeast-1",\
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

test.each(FORMATS)('%s: the text of a success is as expected', (format) => {
  expect(exportText(format, role, BEFORE)).toBe(WRITTEN[format]);
});

const FAILED: Readonly<Record<Format, string>> = {
  sh: `${IN_FISH(FISH_FAILED(5))}unset -v ${ALL};\n${SH_BACK}(exit 5);\n`,
  fish: FISH_FAILED(5),
  powershell: `${each(ALL, (name) => `$env:${name} = $null;\n`)}${POWERSHELL_BACK}throw 'swrole failed with exit code 5';\n`,
  cmd: `${each(ALL, (name) => `set "${name}="\r\n`)}cmd /c exit 5\r\n`,
  nu: `{${each(ALL, (name) => `,"${name}":null`).slice(1)}}\n`,
  dotenv: '',
  json: '',
};

test.each(FORMATS)('%s: the text of a failure is as expected', (format) => {
  expect(failureText(format, 5, BEFORE)).toBe(FAILED[format]);
});

test("sh's texts have no character that eval without quotes would expand", () => {
  for (const text of [exportText('sh', role, {}), failureText('sh', 5, {})])
    expect(text).not.toMatch(/[*?[\]~]| {2}/);
});

describe('formats of shells that cannot look at their variables, after a role with a region', () => {
  // As the program has it: AWS_REGION is what it was before swrole.
  const shell = { SWROLE_REGION: 'eu-west-1', AWS_REGION: 'us-west-2' };
  const removed = `AWS_DEFAULT_REGION ${RECORD}`;

  test.each(['a failure', 'a profile without a region'])('cmd: %s', (what) => {
    const texts =
      what === 'a failure' ? failureText('cmd', 5, shell) : exportText('cmd', user, shell);
    const lines = texts.split('\r\n').filter((line) => /REGION/.test(line));
    expect(lines).toEqual([
      ...removed.split(' ').map((name) => `set "${name}="`),
      'set "AWS_REGION=us-west-2"',
    ]);
  });

  test.each(['a failure', 'a profile without a region'])('nu: %s', (what) => {
    const text = what === 'a failure' ? failureText('nu', 5, shell) : exportText('nu', user, shell);
    const region = Object.entries(JSON.parse(text)).filter(([name]) => /REGION/.test(name));
    expect(region).toEqual([
      ...removed.split(' ').map((name) => [name, null]),
      ['AWS_REGION', 'us-west-2'],
    ]);
  });

  test('cmd removes a stored region that could run a command', () => {
    const hostile = { AWS_REGION: 'x"&calc&"', AWS_DEFAULT_REGION: '%PATH%' };
    expect(exportText('cmd', role, hostile)).toBe(exportText('cmd', role, {}));
    expect(failureText('cmd', 5, { ...hostile, SWROLE_REGION: 'eu-west-1' })).not.toMatch(
      /calc|PATH/,
    );
  });
});

test('cmd refuses a percent sign, which it would expand, and the other formats write it', () => {
  const percent = { ...role, profile: 'a%PATH%' };
  expect(() => exportText('cmd', percent, {})).toThrow(
    new OutputError({ kind: 'unwritable-value', variable: 'SWROLE_PROFILE', format: 'cmd' }),
  );
  expect(exportText('sh', percent, {})).toContain("SWROLE_PROFILE='a%PATH%';\n");
});

test.each(FORMATS.filter((format) => format !== 'json'))('%s prints nothing unsafe', (format) => {
  expect(() => exportText(format, { ...role, region: "'; id; '" }, {})).toThrow(
    new OutputError({ kind: 'unsafe-value', variable: 'AWS_REGION' }),
  );
});

test.each([
  ['sh', ': unchanged; '],
  ['fish', ': unchanged; '],
  ['powershell', "throw 'unchanged: swrole ended with exit code 130';\n"],
  ['cmd', 'cmd /c exit 130\r\n'],
  ['nu', '{}\n'],
  ['dotenv', ''],
  ['json', ''],
] as const)('a choice that was left changes nothing in %s', (format, begin) => {
  const text = unchangedText(format, 130);
  expect(text.startsWith(begin)).toBe(true);
  expect(text).not.toMatch(/unset|set -e|AWS_|SWROLE_/);
});
