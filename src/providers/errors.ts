/** The errors of credential providers, what the providers need from the program, and reading of token files. */
import type { Location } from '../config/errors.ts';
import type { ConfiguredPath } from '../config/plan-calls.ts';
import { decoded, readLimitedAsync, SMALL_LIMIT } from '../config/read-file.ts';
import type { Instant } from '../credentials.ts';
import type { Reporter, System } from '../system.ts';
import type { NoTerminal, Terminal } from '../terminal/tty.ts';
import { DataError, timeLeft } from '../util/errors.ts';

/** The service that should have given the credentials. */
export type SourceName =
  | 'IAM Identity Center'
  | 'the sign-in service'
  | 'Amazon Cognito'
  | 'the instance metadata service'
  | 'the container agent';

/** Why a credential source gave no credentials. The details never hold a secret. */
export type SourceErrorDetails =
  | {
      /** The command of `credential_process`, or of `key`, could not run, failed, or took too long. */
      readonly kind: 'process-failed';
      readonly profile: string;
      readonly key?: string | undefined;
      /** The first word of the command only: arguments may hold secrets. */
      readonly program: string;
      /** `exit status 3`, `SIGKILL`, `no answer within 40 s`. */
      readonly reason: string;
      /** The last line that the program wrote to stderr, where such programs explain their failure. */
      readonly said: string | undefined;
      /** The advice that the program gives. */
      readonly hint?: string | undefined;
      readonly at: Location;
    }
  | {
      /** The program printed something that no SDK accepts. The output is never shown: it may be secret. */
      readonly kind: 'process-output';
      readonly profile: string;
      readonly key?: string | undefined;
      readonly program: string;
      /** Completes the sentence "its output …". */
      readonly problem: string;
      readonly at: Location;
    }
  | {
      /** Not signed in, or the sign-in has expired: the user must sign in again. */
      readonly kind: 'signed-out';
      readonly profile: string;
      /** The command that signs in: `aws sso login --sso-session NAME`, `aws login --profile NAME`. */
      readonly command: string;
      /** The profile key that names the sign-in. */
      readonly key: string;
      readonly at: Location;
    }
  | {
      /** The source gave an answer without credentials, or no answer. */
      readonly kind: 'no-credentials';
      readonly profile: string;
      readonly source: SourceName;
      /** The message of the source, the network or the SDK. */
      readonly reason: string;
      readonly hint?: string | undefined;
      readonly key: string;
      readonly at: Location;
    }
  | {
      /** The credentials have expired. */
      readonly kind: 'expired';
      readonly profile: string;
      readonly expiration: Instant;
      /** The profile for which swrole exported them to the environment. */
      readonly keysOf?: string;
      readonly at: Location;
    }
  | {
      /** A SAML assertion cannot be used. */
      readonly kind: 'assertion';
      readonly profile: string;
      /** The key that names its file or its command. */
      readonly key: string;
      /** The first word of the command that printed it. */
      readonly program?: string | undefined;
      /** Completes the sentence "the assertion …". Of its content it has ARNs and dates alone. */
      readonly problem: string;
      readonly hint: string | undefined;
      readonly at: Location;
    }
  | {
      /** A token file, which another program writes, cannot be read; `code` is the system's error code, or `EMPTY`. */
      readonly kind: 'no-token';
      readonly profile: string;
      readonly file: ConfiguredPath;
      readonly code: string;
    };

/** A credential source gave no credentials: exit code 5. */
export class SourceError extends DataError<SourceErrorDetails> {
  override readonly name = 'SourceError';
}

/** What the providers need from the program. */
export interface ProviderDeps extends Pick<System, 'env' | 'home' | 'platform' | 'now'>, Reporter {
  readonly deadline: Instant;
  /** Aborted when a signal asks the program to end. */
  readonly interrupted: AbortSignal;
}

/** What getting the credentials of a source needs. */
export interface SourceDeps extends ProviderDeps {
  /** The requested profile, which waits for the commands of the source. */
  readonly waiting: readonly string[];
  openTerminal(): Promise<Terminal | NoTerminal>;
}

/**
 * Reads a token from a file that another program writes and renews. Read the file each time the token is needed.
 *
 * @throws SourceError `no-token`; the reason of the interruption, if the read is interrupted
 */
export async function readToken(
  profile: string,
  file: ConfiguredPath,
  deps: Pick<ProviderDeps, 'now' | 'deadline' | 'interrupted'>,
): Promise<string> {
  const token = (await readText(profile, file, deps)).trim();
  if (token === '') throw new SourceError({ kind: 'no-token', profile, file, code: 'EMPTY' });
  return token;
}

async function readText(
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
