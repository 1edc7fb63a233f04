/**
 * What the sign-in service takes: sessions of roles. How long the console's own session lasts may be said only where
 * AssumeRole was called with long-term keys; elsewhere saying it is refused (IAM user guide, "custom identity broker",
 * and 99designs/aws-vault#77), and the console lasts as long as AWS wants.
 */
import { isTemporary } from '../config/base/bases.ts';
import type { RoleChain } from '../config/plan.ts';
import type { Credentials } from '../credentials.ts';
import { sessionPath } from '../session/steps.ts';
import { ConsoleError } from './console-error.ts';

/** The limits of SessionDuration, in seconds. */
const DURATION = { min: 900, max: 43_200 };

/**
 * Refuses profiles whose credentials can be no one's for the console, before anybody is asked for a code.
 *
 * @throws ConsoleError `no-role`
 */
export function refuseKeys({ profile, base, steps, mfaSession }: RoleChain): void {
  if (steps.length > 0) return;
  if (mfaSession !== undefined)
    throw new ConsoleError({ kind: 'no-role', profile, given: 'mfa-session' });
  if ('credentials' in base && !isTemporary(base))
    throw new ConsoleError({ kind: 'no-role', profile, given: 'keys' });
}

/** What the service is told of a session. */
export interface ConsoleSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The session that credentials are; a process or an agent may have given keys. @throws ConsoleError `no-role` */
export function sessionOf(profile: string, credentials: Credentials): ConsoleSession {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  if (sessionToken === undefined)
    throw new ConsoleError({ kind: 'no-role', profile, given: 'keys' });
  return { accessKeyId, secretAccessKey, sessionToken };
}

/** The seconds of SessionDuration, undefined where it must not be said or nobody has said how long. */
export function consoleSeconds(chain: RoleChain, machine: string): number | undefined {
  const { base } = chain;
  const [step, ...rest] = sessionPath(chain, machine).steps;
  const hasKeys = 'credentials' in base && !isTemporary(base);
  if (step?.kind !== 'role' || rest.length > 0 || !hasKeys) return undefined;
  const seconds = step.durationSeconds ?? 0;
  return seconds >= DURATION.min && seconds <= DURATION.max ? seconds : undefined;
}
