/**
 * What a child of swrole finds in its environment. Left in, `AWS_PROFILE` leads a token command that uses
 * AWS straight back to the profile that waits for it, and processes multiply (aws/aws-cli#8860).
 */
import type { Environment } from '../system.ts';
import { MfaError } from './mfa-error.ts';
import type { MfaQuestion } from './question.ts';

/** The profiles that are waiting for a token command, outermost first: percent-encoded, comma between. */
const ACTIVE = 'SWROLE_ACTIVE';
const SERIAL = 'SWROLE_MFA_SERIAL';

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
  return {
    ...withoutIdentity(env),
    SWROLE_PROFILE: profile,
    [SERIAL]: mfa.serial,
    [ACTIVE]: [...activeProfiles(env), profile].map(encodeURIComponent).join(','),
  };
}

/** The profiles for which a token command further up started this process, outermost first. */
export function activeProfiles(env: Environment): readonly string[] {
  return (env[ACTIVE] ?? '').split(',').filter(Boolean).map(decoded);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // not written by us; it can still be compared
  }
}

/**
 * Refuses a token command that asks for the profile, or for a code of the device, that is waiting for it.
 * To be called before any lock is taken: the one waited for is held by the waiting swrole.
 *
 * @throws MfaError `token-command-loop`
 */
export function refuseLoop(env: Environment, { profile, mfa }: MfaQuestion): void {
  const active = activeProfiles(env);
  const sameDevice = active.length > 0 && env[SERIAL] === mfa.serial;
  if (!sameDevice && !active.includes(profile)) return;
  throw new MfaError({ kind: 'token-command-loop', profiles: [...active, profile] });
}
