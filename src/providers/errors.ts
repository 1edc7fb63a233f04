import type { Location } from '../config/errors.ts';
import type { ConfiguredPath } from '../config/plan.ts';
import { decoded, readLimitedAsync, SMALL_LIMIT } from '../config/read-file.ts';
import type { Instant } from '../credentials.ts';
import type { Reporter } from '../reporter.ts';
import type { System } from '../system.ts';
import { DataError } from '../util/data-error.ts';

/** Where the credentials of a source should have come from. */
export type SourceName =
  | 'IAM Identity Center'
  | 'the sign-in service'
  | 'the instance metadata service'
  | 'the container agent';

/** Why a source of base credentials gave none. Nothing secret is ever among the facts. */
export type SourceErrorDetails =
  | {
      /** The command of `credential_process` could not run, failed, or took too long. */
      readonly kind: 'process-failed';
      readonly profile: string;
      /** Only the first word: arguments may hold secrets. */
      readonly program: string;
      /** `exit status 3`, `SIGKILL`, `no answer within 40 s`. */
      readonly reason: string;
      /** The last line it wrote to stderr, which is where such programs explain themselves. */
      readonly said: string | undefined;
      /** What it says to do about it. */
      readonly hint?: string | undefined;
      readonly at: Location;
    }
  | {
      /** It printed something that no SDK would take. What it printed is never repeated: it may be secret. */
      readonly kind: 'process-output';
      readonly profile: string;
      readonly program: string;
      /** Completes the sentence "its output …". */
      readonly problem: string;
      readonly at: Location;
    }
  | {
      /** Nobody has signed in, or it was too long ago: only a person can change that. */
      readonly kind: 'signed-out';
      readonly profile: string;
      /** What signs in: `aws sso login --sso-session NAME`, `aws login --profile NAME`. */
      readonly command: string;
      /** The key by which the profile says so. */
      readonly key: string;
      readonly at: Location;
    }
  | {
      /** The source answered otherwise than with credentials, or not at all. */
      readonly kind: 'no-credentials';
      readonly profile: string;
      readonly source: SourceName;
      /** What it, the network or the SDK says. */
      readonly reason: string;
      readonly key: string;
      readonly at: Location;
    }
  | {
      /** Credentials that are over. */
      readonly kind: 'expired';
      readonly profile: string;
      readonly expiration: Instant;
      /** The profile for which swrole put them into the environment. */
      readonly keysOf?: string;
      readonly at: Location;
    }
  | {
      /** A token that something else must have written; `code` is the system's, or `EMPTY`. */
      readonly kind: 'no-token';
      readonly profile: string;
      readonly file: ConfiguredPath;
      readonly code: string;
    };

/** No base credentials: exit code 5. */
export class SourceError extends DataError<SourceErrorDetails> {
  override readonly name = 'SourceError';
}

/** The world, as far as sources of base credentials need it. */
export interface ProviderDeps extends Pick<System, 'env' | 'home' | 'platform' | 'now'>, Reporter {
  readonly deadline: Instant;
  /** Aborted when a signal asks the program to end. */
  readonly interrupted: AbortSignal;
}

/** Milliseconds until nobody waits any more. */
export function timeLeft({ deadline, now }: Pick<ProviderDeps, 'deadline' | 'now'>): number {
  return Math.max(0, deadline - now());
}

/**
 * A token that something else writes into a file, and renews there: read anew whenever it is needed.
 *
 * @throws SourceError `no-token`; the reason of the interruption, when there is one
 */
export async function readToken(
  profile: string,
  file: ConfiguredPath,
  deps: Pick<ProviderDeps, 'now' | 'deadline' | 'interrupted'>,
): Promise<string> {
  const token = (await read(profile, file, deps)).trim();
  if (token === '') throw new SourceError({ kind: 'no-token', profile, file, code: 'EMPTY' });
  return token;
}

async function read(
  profile: string,
  file: ConfiguredPath,
  deps: Parameters<typeof readToken>[2],
): Promise<string> {
  const limits = { bytes: SMALL_LIMIT, patience: timeLeft(deps) };
  try {
    return decoded(await readLimitedAsync(file.path, limits, deps.interrupted));
  } catch (error) {
    if (deps.interrupted.aborted) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new SourceError({ kind: 'no-token', profile, file, code });
  }
}
