/**
 * The sessions that the console's sign-in service accepts, and the errors of the console. The service accepts only role sessions.
 * It accepts a duration only if AssumeRole was called with long-term keys and otherwise refuses the call (IAM user guide, "custom
 * identity broker", and 99designs/aws-vault#77); without a duration, AWS decides how long the console session lasts.
 */

import { isTemporary, type RoleChain } from '../config/plan.ts';
import type { Credentials } from '../credentials.ts';
import { type SessionStep, sessionPath } from '../session/steps.ts';
import { ROLE_SECONDS } from '../util/aws-limits.ts';
import { DataError } from '../util/errors.ts';

/**
 * Rejects profiles whose credentials the console cannot use, before the user is asked for an MFA code.
 *
 * @throws ConsoleError `no-role`
 */
export function assertNoKeys({ profile, source, steps, mfaSession }: RoleChain): void {
  if (steps.length > 0) return;
  // A program may give temporary credentials instead.
  if (mfaSession !== undefined && mfaSession.program === undefined)
    throw new ConsoleError({ kind: 'no-role', profile, given: 'mfa-session' });
  if ('credentials' in source && !isTemporary(source))
    throw new ConsoleError({ kind: 'no-role', profile, given: 'keys' });
}

/** The session that is sent to the service. */
export interface ConsoleSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/**
 * The credentials as a session; a process or an agent may have given long-term keys, perhaps for an MFA session.
 *
 * @param step the step that gave the session
 * @throws ConsoleError `no-role`
 */
export function sessionOf(
  profile: string,
  credentials: Credentials,
  step?: SessionStep,
): ConsoleSession {
  if (step?.kind === 'mfa-session')
    throw new ConsoleError({ kind: 'no-role', profile, given: step.kind });
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  if (sessionToken === undefined)
    throw new ConsoleError({ kind: 'no-role', profile, given: 'keys' });
  return { accessKeyId, secretAccessKey, sessionToken };
}

/** The seconds of SessionDuration; undefined if it must not be sent, or no duration is set. */
export function consoleSeconds(chain: RoleChain, machine: string): number | undefined {
  const { source } = chain;
  const [step, ...rest] = sessionPath(chain, machine).steps;
  const hasKeys = 'credentials' in source && !isTemporary(source);
  if (step?.kind !== 'role' || rest.length > 0 || !hasKeys) return undefined;
  const seconds = step.durationSeconds ?? 0;
  return seconds >= ROLE_SECONDS.min && seconds <= ROLE_SECONDS.max ? seconds : undefined;
}

/** Why the console cannot be opened; `messages/console.ts` describes it. The details never hold a secret. */
export type ConsoleErrorDetails =
  /** The sign-in host of this partition is not known. */
  | { readonly kind: 'unknown-site'; readonly partition: string; readonly variable: string }
  /** The sign-in host is known, but the console host is not. */
  | {
      readonly kind: 'unknown-console';
      readonly partition: string;
      readonly variable: string;
      readonly host: string;
    }
  | { readonly kind: 'bad-service'; readonly service: string }
  | { readonly kind: 'bad-region'; readonly region: string; readonly problem: string }
  | { readonly kind: 'foreign-region'; readonly region: string; readonly partition: string }
  /** The destination is neither a path nor a URL of the console. */
  | {
      readonly kind: 'bad-destination';
      readonly destination: string;
      readonly consoleHost: string;
    }
  /** Two flags contradict each other. */
  | { readonly kind: 'excluded-flags'; readonly flags: readonly [string, string] }
  /** The credentials are keys, or a session without a role. */
  | {
      readonly kind: 'no-role';
      readonly profile: string;
      readonly given: 'keys' | 'mfa-session';
    }
  /** The sign-in service refused to give a token. */
  | { readonly kind: 'refused'; readonly host: string; readonly status: number }
  | { readonly kind: 'unavailable'; readonly host: string; readonly status: number }
  | { readonly kind: 'unexpected-answer'; readonly host: string; readonly status: number }
  | { readonly kind: 'unreachable'; readonly host: string; readonly reason: string };

/** The console cannot be opened: exit code 2 for flags, 3 for the configuration, 5 for the service. */
export class ConsoleError extends DataError<ConsoleErrorDetails> {
  override readonly name = 'ConsoleError';
}
