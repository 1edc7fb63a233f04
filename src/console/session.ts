/**
 * The sessions that the console's sign-in service accepts, and the errors of the console. The service accepts sessions of roles and
 * of GetFederationToken only. It accepts a duration only if AssumeRole was called with long-term keys and otherwise refuses the call
 * (IAM user guide, "custom identity broker", and 99designs/aws-vault#77); without one, AWS decides how long the console lasts.
 */

import { isTemporary, type RoleChain } from '../config/plan.ts';
import type { Credentials } from '../credentials.ts';
import { sessionPath } from '../session/steps.ts';
import { ROLE_SECONDS } from '../util/aws-limits.ts';
import { DataError } from '../util/errors.ts';

/**
 * Whether the credentials of a chain are a user's own: keys without a role. The console takes no keys, and no session of
 * GetSessionToken, so such keys sign GetFederationToken instead (IAM user guide, the same page).
 */
export function isUser({ source, steps, mfaSession }: RoleChain): boolean {
  if (steps.length > 0) return false;
  // An MFA session is there for long-term keys only; a program may give others.
  return mfaSession !== undefined || ('credentials' in source && !isTemporary(source));
}

/** The session that is sent to the service. */
export interface ConsoleSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The credentials as a session; `undefined` for long-term keys, which a process or an agent may give too. */
export function sessionOf(credentials: Credentials): ConsoleSession | undefined {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return sessionToken === undefined ? undefined : { accessKeyId, secretAccessKey, sessionToken };
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
  /** The sign-in service refused to give a token. */
  | { readonly kind: 'refused'; readonly host: string; readonly status: number }
  | { readonly kind: 'unavailable'; readonly host: string; readonly status: number }
  | { readonly kind: 'unexpected-answer'; readonly host: string; readonly status: number }
  | { readonly kind: 'unreachable'; readonly host: string; readonly reason: string };

/** The console cannot be opened: exit code 2 for flags, 3 for the configuration, 5 for the service. */
export class ConsoleError extends DataError<ConsoleErrorDetails> {
  override readonly name = 'ConsoleError';
}
