/** What every command gets to work with, and how a signal interrupts its work. */

import type { RoleChain } from '../config/plan.ts';
import type { Instant } from '../credentials.ts';
import type { AskHost } from '../mfa/question.ts';
import type { Cache } from '../storage/private-store.ts';
import type { StsClient } from '../sts/client.ts';
import type { Disposer, Reporter, System } from '../system.ts';
import { InterruptedError } from './errors.ts';
import type { CredentialOptions } from './invocation.ts';

/** What a program gives that has swrole inside (`embedded.ts`). */
export interface Host {
  /** Its own way to ask its user for a code; without it, swrole asks on the terminal or with a dialog. */
  readonly askHost: AskHost | undefined;
  /** Called instead of a SIGHUP to the process when a question on the terminal is useless. */
  onHangUp(): void;
}

/** The dependencies of every command; built once, in `app.ts`. */
export interface Context extends Reporter {
  readonly system: System;
  /** STS: loaded when it is called. */
  loadSts(): Promise<StsClient>;
  /** swrole's own cache directory. */
  readonly cache: Cache;
  /** Where locks and used codes are stored if the cache directory is not usable. */
  readonly runtime: Cache;
  /** Fail if the credentials cannot be cached: `swrole login`. */
  readonly mustKeep?: boolean;
  /** The end of the time limit: the Go SDK kills its helper after 60 s. */
  readonly deadline: Instant;
  /** The program around swrole, if swrole runs inside another one. */
  readonly host?: Host;
  /** Prints one line on a terminal when swrole deviates from the request. */
  warn(line: string): void;
  /** Hides the progress line while a prompt or a child uses the terminal; the returned function ends the pause. */
  pauseProgress(): Disposer;
  /** Asks the user whether to use a profile with `confirm`; not set where no person uses the credentials, as for an SDK. */
  readonly confirm?: (chain: RoleChain, interrupted: AbortSignal) => Promise<void>;
  /** Set while an endpoint renews its credentials (`commands/serve.ts`). */
  readonly background?: BackgroundRenewal;
}

/** How an endpoint renews its credentials. */
interface BackgroundRenewal {
  /** The milliseconds before the expiration in which a session is renewed. */
  readonly renewalWindow: number;
  /** Whether a command has the terminal, so that no question and no token command may use it. */
  readonly isTerminalTaken: boolean;
}

/** The context while swrole handles signals. */
export interface InterruptibleContext extends Context {
  /** Aborted when a signal asks swrole to end. */
  readonly interrupted: AbortSignal;
}

/**
 * Records that a user has switched to a profile, for the order of the picker. Without a terminal it was a program. Never
 * rejects; call it when the output is written.
 */
export async function recordUse(
  profile: string,
  { cache, source }: Pick<CredentialOptions, 'cache' | 'source'>,
  context: Context,
): Promise<void> {
  // The picker does not offer a role without a profile.
  if (!context.system.stderr.isTerminal || !cache || source !== undefined) return;
  const { addUse } = await import('../storage/history.ts');
  const reason = addUse(profile, context);
  context.debug(
    `the use of '${profile}' is ${reason === undefined ? 'kept' : `not kept (${reason})`}`,
  );
}

/**
 * Runs work that a signal aborts instead of ending the process. So children end first, and a shell that evaluates
 * stdout gets a failure.
 *
 * @throws InterruptedError instead of the error that the aborted work throws
 */
export async function interruptible<T>(
  system: Pick<System, 'watchInterrupts'>,
  work: (interrupted: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, stop } = system.watchInterrupts();
  try {
    return await work(signal);
  } catch (error) {
    throw signal.aborted ? new InterruptedError(signal.reason as NodeJS.Signals) : error;
  } finally {
    stop();
  }
}
