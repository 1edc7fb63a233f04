/**
 * What the sign-in service takes: sessions of roles. How long the console's own session lasts may be said only where
 * AssumeRole was called with long-term keys; elsewhere saying it is refused (IAM user guide, "custom identity broker",
 * and 99designs/aws-vault#77), and the console lasts as long as AWS wants.
 */
import { isTemporary, type RoleChain } from '../config/plan.ts';
import type { Credentials } from '../credentials.ts';
import { sessionPath } from '../session/steps.ts';
import { DataError } from '../util/data-error.ts';

/** The limits of SessionDuration, in seconds. */
const DURATION = { min: 900, max: 43_200 };

/**
 * Refuses profiles whose credentials can be no one's for the console, before anybody is asked for a code.
 *
 * @throws ConsoleError `no-role`
 */
export function assertNoKeys({ profile, base, steps, mfaSession }: RoleChain): void {
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

/** Why the console cannot be opened, as data; `words/console.ts` makes the words. Nothing secret is ever among it. */
export type ConsoleErrorDetails =
  /** Nobody has told where people of this partition sign in. */
  | { readonly kind: 'unknown-site'; readonly partition: string; readonly variable: string }
  /** Where they sign in is known, but not where their console is. */
  | {
      readonly kind: 'unknown-console';
      readonly partition: string;
      readonly variable: string;
      readonly host: string;
    }
  | { readonly kind: 'bad-service'; readonly service: string }
  | { readonly kind: 'bad-region'; readonly region: string; readonly problem: string }
  | { readonly kind: 'foreign-region'; readonly region: string; readonly partition: string }
  /** Neither a path nor a URL of the console. */
  | {
      readonly kind: 'bad-destination';
      readonly destination: string;
      readonly consoleHost: string;
    }
  /** Two flags that say different things about the same. */
  | { readonly kind: 'excluded-flags'; readonly flags: readonly [string, string] }
  /** The credentials are keys, or a session that is none of a role. */
  | {
      readonly kind: 'no-role';
      readonly profile: string;
      readonly given: 'keys' | 'mfa-session';
    }
  /** The sign-in service answered, and not with a token. */
  | { readonly kind: 'refused'; readonly host: string; readonly status: number }
  | { readonly kind: 'unavailable'; readonly host: string; readonly status: number }
  | { readonly kind: 'unexpected-answer'; readonly host: string; readonly status: number }
  | { readonly kind: 'unreachable'; readonly host: string; readonly reason: string };

/** No console: exit code 2 for flags, 3 for what is configured, 5 for what the service did. */
export class ConsoleError extends DataError<ConsoleErrorDetails> {
  override readonly name = 'ConsoleError';
}
