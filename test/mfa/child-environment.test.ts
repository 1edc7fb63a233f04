import { expect, test } from 'vitest';
import { Credentials } from '../../src/credentials.ts';
import { exportedVariables } from '../../src/formats/variables.ts';
import { commandEnvironment } from '../../src/mfa/get-code.ts';
import { withoutIdentity } from '../../src/terminal/secret-command.ts';
import { questionOf, SERIAL } from './question-of.ts';

test('a token command gets no AWS identity, however Windows spells its name', () => {
  const env = withoutIdentity({
    PATH: '/bin',
    AWS_CONFIG_FILE: '/config',
    AWS_PROFILE: 'app-dev',
    aws_secret_access_key: 'example',
    AWS_SESSION_TOKEN: 'example',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1/',
    AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
  });
  expect(env).toEqual({ PATH: '/bin', AWS_CONFIG_FILE: '/config' });
});

/** What the SDKs read, each by its own sources, written out: a name that is lost from the list is missed here. */
test.each([
  ['botocore', ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']],
  ['botocore', ['AWS_SECURITY_TOKEN', 'AWS_CREDENTIAL_EXPIRATION', 'AWS_CREDENTIAL_FILE']],
  ['botocore', ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_ACCOUNT_ID']],
  ['Go and Java', ['AWS_ACCESS_KEY', 'AWS_SECRET_KEY']],
  ['Ruby', ['AMAZON_ACCESS_KEY_ID', 'AMAZON_SECRET_ACCESS_KEY', 'AMAZON_SESSION_TOKEN']],
  ['JS', ['AWS_CREDENTIAL_SCOPE']],
  ['all, in a pod', ['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ROLE_ARN', 'AWS_ROLE_SESSION_NAME']],
  [
    'all, in a container',
    [
      'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
      'AWS_CONTAINER_CREDENTIALS_FULL_URI',
      'AWS_CONTAINER_AUTHORIZATION_TOKEN',
      'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
    ],
  ],
])(
  'a token command sees no variable that gives %s credentials, and a role leaves none',
  (_, names) => {
    const env = Object.fromEntries(names.map((name) => [name, 'example']));
    expect(withoutIdentity(env)).toEqual({});
    const { set, unset } = exportedVariables({
      profile: 'a',
      credentials: new Credentials({
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        secretAccessKey: 'example',
      }),
    });
    const changed: readonly string[] = [...unset, ...set.map(([name]) => name)];
    expect(names.filter((name) => !changed.includes(name))).toEqual([]);
  },
);

test('a token command sees its context and the chain of waiting profiles, whatever their names', () => {
  const profile = 'a,b %2C é';
  const env = commandEnvironment({ SWROLE_ACTIVE: 'outer' }, { ...questionOf(), profile });
  expect(env).toEqual({
    SWROLE_PROFILE: profile,
    SWROLE_MFA_SERIAL: SERIAL,
    SWROLE_ACTIVE: 'outer,a%2Cb%20%252C%20%C3%A9',
  });
});
