import { describe, expect, test } from 'vitest';
import { type CredentialFields, Credentials } from '../../src/credentials.ts';
import { OutputError } from '../../src/formats/document.ts';
import {
  childEnvironment,
  type ExportedRole,
  exportedVariables,
} from '../../src/formats/variables.ts';
import { decodedProfile, encodedProfile, safeText } from '../../src/util/text.ts';
import { keys, role, roleVariables, user, userVariables } from './role.ts';

const UNSET_BY_ROLE = [
  'AWS_SECURITY_TOKEN',
  'AWS_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'AMAZON_ACCESS_KEY_ID',
  'AMAZON_SECRET_ACCESS_KEY',
  'AMAZON_SESSION_TOKEN',
  'AWS_SESSION_EXPIRATION',
  'AWS_CREDENTIAL_SCOPE',
  'AWS_CREDENTIAL_FILE',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
];

test('a role sets its variables and removes all that would hide them', () => {
  const { set, unset } = exportedVariables(role);
  expect(Object.fromEntries(set)).toEqual(roleVariables);
  expect(unset).toEqual(UNSET_BY_ROLE);
});

test("a profile's missing values are removed, and no region is set (contract case 62)", () => {
  const { set, unset } = exportedVariables(user);
  expect(Object.fromEntries(set)).toEqual(userVariables);
  expect([...unset].sort()).toEqual(
    [
      ...UNSET_BY_ROLE,
      'AWS_ACCOUNT_ID',
      'AWS_CREDENTIAL_EXPIRATION',
      'AWS_SESSION_TOKEN',
      'SWROLE_COLOR',
    ].sort(),
  );
});

test("a child's environment has the role's variables, and all others unchanged", () => {
  const before = { PATH: '/usr/bin', AWS_PAGER: '', AWS_PROFILE: 'other', Aws_Profile: 'other' };
  const stale = { AWS_SESSION_TOKEN: 'old', AWS_REGION: 'us-east-1' };
  expect(childEnvironment({ ...before, ...stale }, role)).toEqual({
    PATH: '/usr/bin',
    AWS_PAGER: '',
    ...roleVariables,
    SWROLE_REGION_BEFORE: 'us-east-1',
  });
  expect(childEnvironment({ ...before, ...stale }, user)).toEqual({
    PATH: '/usr/bin',
    AWS_PAGER: '',
    AWS_REGION: 'us-east-1',
    ...userVariables,
  });
});

describe("a child's region", () => {
  const inRole = { SWROLE_REGION: 'eu-west-1', AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: '' };

  test('a child of a profile without a region has the region from before, and no trace of another', () => {
    expect(childEnvironment({ ...inRole, SWROLE_REGION_BEFORE: 'us-west-2' }, user)).toEqual({
      AWS_REGION: 'us-west-2',
      AWS_DEFAULT_REGION: '',
      ...userVariables,
    });
  });

  test('a child keeps the region from before, whatever its text', () => {
    const odd = { ...inRole, AWS_REGION: `o'$(id)"` };
    expect(childEnvironment({ ...odd, SWROLE_REGION_BEFORE: 'stale' }, role)).toEqual({
      ...roleVariables,
      SWROLE_REGION_BEFORE: `o'$(id)"`,
      SWROLE_DEFAULT_REGION_BEFORE: '',
    });
  });
});

/** What a value can do in one shell or another. */
const HOSTILE = [
  "'; touch /tmp/x; '",
  '$(id)',
  '`id`',
  '\\',
  '\n',
  'a\nb',
  '*',
  '~"',
  'a  b',
  ' a',
  'a ',
  '!x',
  '#',
  '&|<>^',
  '\u2019',
  '\u0000',
  '\u001b[2J',
  '{a,b}',
  '=(ls)',
];

const credentials = (fields: Partial<CredentialFields>) => new Credentials({ ...keys, ...fields });

test.each(HOSTILE)('%j is in no value of any variable', (text) => {
  const refuses = (changed: Partial<ExportedRole>, variable: string) =>
    expect(() => exportedVariables({ ...role, ...changed }), variable).toThrow(
      new OutputError({ kind: 'unsafe-value', variable }),
    );
  refuses(
    { credentials: credentials({ accessKeyId: keys.accessKeyId + text }) },
    'AWS_ACCESS_KEY_ID',
  );
  refuses({ credentials: credentials({ secretAccessKey: text }) }, 'AWS_SECRET_ACCESS_KEY');
  refuses({ credentials: credentials({ sessionToken: text }) }, 'AWS_SESSION_TOKEN');
  refuses({ accountId: `11111111111${text}` }, 'AWS_ACCOUNT_ID');
  refuses({ region: text }, 'AWS_REGION');
  refuses({ color: `31${text}` }, 'SWROLE_COLOR');
});

test.each([...HOSTILE, '開発', 'naïve (old)', "it's", 'a\u202eb', 'a\u009bb', 'a=E9', ''])(
  'a profile named %j is encoded in an alphabet that no shell expands, and can be shown',
  (text) => {
    const name = `dev${text}`;
    const { SWROLE_PROFILE: encoded = '' } = Object.fromEntries(
      exportedVariables({ ...role, profile: name }).set,
    );
    expect(encoded).toMatch(/^[\w\-/.%@:+=]+(?: [\w\-/.%@:+=]+)*$/);
    expect(decodedProfile(encoded)).toBe(safeText(name));
  },
);

test.each([
  ['開発', '=E9=96=8B=E7=99=BA'],
  ['a  b ', 'a=20 b=20'],
  ['a=b', 'a=3Db'],
])('%j is encoded as %s', (name, encoded) => expect(encodedProfile(name)).toBe(encoded));

test.each([
  ['AWS_ACCESS_KEY_ID', { credentials: credentials({ accessKeyId: '' }) }],
  ['AWS_SECRET_ACCESS_KEY', { credentials: credentials({ secretAccessKey: '' }) }],
  ['SWROLE_PROFILE', { profile: '' }],
  ['AWS_ACCESS_KEY_ID', { credentials: credentials({ accessKeyId: 'AKIASHORT' }) }],
  ['AWS_ACCOUNT_ID', { accountId: '11111111111' }],
  ['AWS_REGION', { region: 'a'.repeat(33) }],
  ['SWROLE_COLOR', { color: '31;' }],
  ['SWROLE_COLOR', { color: '1234' }],
])('a value of %s with another length or form is refused', (variable, changed) => {
  expect(() => exportedVariables({ ...role, ...changed })).toThrow(
    new OutputError({ kind: 'unsafe-value', variable }),
  );
});

test('every character that a profile name may have is written', () => {
  const profile = 'Az09_-/.%@:+ x';
  expect(exportedVariables({ ...role, profile }).set).toContainEqual(['SWROLE_PROFILE', profile]);
});

test('an error shows the name of the variable and nothing of its value', () => {
  const stolen = { ...role, credentials: credentials({ secretAccessKey: 'not a secret' }) };
  expect.assertions(1);
  try {
    exportedVariables(stolen);
  } catch (error) {
    expect(JSON.stringify([String(error), error, Object(error).details])).not.toContain(
      'not a secret',
    );
  }
});
