/**
 * What a child of swrole finds in its environment. Left in, `AWS_PROFILE` leads a token command that uses
 * AWS straight back to the profile that waits for it, and processes multiply (aws/aws-cli#8860).
 */
import { MFA_SERIAL, markedEnvironment } from '../run/recursion.ts';
import type { Environment } from '../system.ts';
import type { MfaQuestion } from './question.ts';

/** Whatever would choose an identity for an AWS program (contract A.6, security.md section 6). */
const IDENTITY = new Set([
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
]);

/** The environment without AWS identities. Windows does not tell upper from lower case in its names. */
export function withoutIdentity(env: Environment): Environment {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !IDENTITY.has(name.toUpperCase())),
  );
}

/** The environment of a token command: no identity, its context, and the mark against recursion. */
export function commandEnvironment(env: Environment, { profile, mfa }: MfaQuestion): Environment {
  const context = { SWROLE_PROFILE: profile, [MFA_SERIAL]: mfa.serial };
  return { ...markedEnvironment(withoutIdentity(env), profile), ...context };
}
