import { expect, test } from 'vitest';
import { commandEnvironment, withoutIdentity } from '../../src/mfa/child-environment.ts';
import { questionOf, SERIAL } from './question-of.ts';

test('a token command gets no AWS identity, in whatever case Windows has its name', () => {
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

test('its context and the chain of waiting profiles, whatever they are called', () => {
  const profile = 'a,b %2C é';
  const env = commandEnvironment({ SWROLE_ACTIVE: 'outer' }, { ...questionOf(), profile });
  expect(env).toEqual({
    SWROLE_PROFILE: profile,
    SWROLE_MFA_SERIAL: SERIAL,
    SWROLE_ACTIVE: 'outer,a%2Cb%20%252C%20%C3%A9',
  });
});
