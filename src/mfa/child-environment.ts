/**
 * What a child of swrole finds in its environment. Left in, `AWS_PROFILE` leads a token command that uses
 * AWS straight back to the profile that waits for it, and processes multiply (aws/aws-cli#8860).
 */
import { IDENTITY_VARIABLES } from '../output/managed-variables.ts';
import { MFA_SERIAL, markedEnvironment } from '../process/recursion.ts';
import type { Environment } from '../system.ts';
import type { MfaQuestion } from './question.ts';

const IDENTITY: ReadonlySet<string> = new Set(IDENTITY_VARIABLES);

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
