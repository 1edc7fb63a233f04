/** What each form is with an endpoint: as with keys, but for the variables themselves. */

import { expect, test } from 'vitest';
import { FORMATS, type Format } from '../../src/formats/document.ts';
import { exportText } from '../../src/formats/index.ts';
import { childEnvironment, MANAGED_VARIABLES } from '../../src/formats/variables.ts';
import { keys, role, roleVariables } from './role.ts';

const ENDPOINT = {
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:40123/credentials',
  AWS_CONTAINER_AUTHORIZATION_TOKEN: 'EXAMPLE-EXAMPLE_EXAMPLE-EXAMPLE_EXAMPLE-EXA',
};

const withEndpoint = {
  ...role,
  endpoint: {
    url: ENDPOINT.AWS_CONTAINER_CREDENTIALS_FULL_URI,
    token: ENDPOINT.AWS_CONTAINER_AUTHORIZATION_TOKEN,
  },
};

const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, ...others } = roleVariables;
const KEYS = { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN };
const { AWS_CREDENTIAL_EXPIRATION: _, ...lasting } = others;

/** The lines of a form that set and remove variables. */
const LINES: Readonly<
  Record<'sh' | 'fish' | 'powershell' | 'cmd', readonly [(name: string) => string, Set]>
> = {
  sh: [(name) => ` ${name}`, (name, value) => `export ${name}='${value}';\n`],
  fish: [(name) => ` ${name}`, (name, value) => `set -gx ${name} '${value}';\n`],
  powershell: [
    (name) => `$env:${name} = $null;\n`,
    (name, value) => `$env:${name} = '${value}';\n`,
  ],
  cmd: [(name) => `set "${name}="\r\n`, (name, value) => `set "${name}=${value}"\r\n`],
};
type Set = (name: string, value: string) => string;

/** A text for keys as it is for an endpoint. */
function rewritten(format: keyof typeof LINES): string {
  const [remove, set] = LINES[format];
  const all = (variables: object) =>
    Object.entries(variables)
      .map(([name, value]) => set(name, value))
      .join('');
  const removed = (variables: object) =>
    MANAGED_VARIABLES.filter((name) => !(name in variables))
      .map(remove)
      .join('');
  return exportText(format, role, {})
    .replace(/^: .*\n/, '') // for fish, where `eval` takes the form of sh
    .replace(removed(roleVariables), () => removed({ ...ENDPOINT, ...lasting }))
    .replace(all({ ...KEYS, ...others }), () => all({ ...ENDPOINT, ...lasting }));
}

const { SWROLE_REGION: _region, ...fresh } = lasting;
const nulls = Object.fromEntries(
  [
    ...MANAGED_VARIABLES.filter((name) => !(name in { ...ENDPOINT, ...lasting })),
    'SWROLE_REGION_BEFORE',
    'SWROLE_DEFAULT_REGION_BEFORE',
  ].map((name) => [name, null]),
);

const WRITTEN: Readonly<Record<Format, string>> = {
  sh: rewritten('sh'),
  fish: rewritten('fish'),
  powershell: rewritten('powershell'),
  cmd: rewritten('cmd'),
  nu: `${JSON.stringify({ ...nulls, ...ENDPOINT, ...lasting })}\n`,
  dotenv: `AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:40123/credentials
AWS_CONTAINER_AUTHORIZATION_TOKEN=EXAMPLE-EXAMPLE_EXAMPLE-EXAMPLE_EXAMPLE-EXA
AWS_ACCOUNT_ID=111111111111
AWS_REGION=ap-northeast-1
AWS_DEFAULT_REGION=ap-northeast-1
SWROLE_PROFILE=project-dev
SWROLE_COLOR=31
`,
  json: `${JSON.stringify({ ...ENDPOINT, ...fresh })}\n`,
};

test.each(FORMATS)('%s', (format) => {
  const text = exportText(format, withEndpoint, {});
  expect(text).toBe(WRITTEN[format]);
  expect(text).toContain(ENDPOINT.AWS_CONTAINER_AUTHORIZATION_TOKEN);
  for (const value of [...Object.values(keys), '2030']) expect(text).not.toContain(value);
});

test('the environment of a command', () => {
  const before = {
    AWS_PROFILE: 'x',
    AWS_ACCESS_KEY_ID: 'y',
    aws_session_token: 'z',
    OTHER: 'stays',
  };
  expect(childEnvironment(before, withEndpoint)).toEqual({
    OTHER: 'stays',
    ...ENDPOINT,
    ...lasting,
  });
});

test.each([
  [
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    { url: "http://127.0.0.1:1/x'; id", token: 'A'.repeat(43) },
  ],
  ['AWS_CONTAINER_CREDENTIALS_FULL_URI', { url: 'http://evil.com:80/x', token: 'A'.repeat(43) }],
  ['AWS_CONTAINER_AUTHORIZATION_TOKEN', { url: 'http://127.0.0.1:1/x', token: 'A' }],
])('an unsafe %s is refused', (variable, endpoint) => {
  expect(() => exportText('sh', { ...role, endpoint }, {})).toThrow(`unsafe-value: ${variable}`);
});
