/**
 * Keeps the credentials of an endpoint in memory and renews them before they expire, so that a request gets an answer at
 * once. A request never waits for a user: if only a user can help, it gets the reason, and the user is asked meanwhile.
 */

import type { Instant } from '../credentials.ts';
import type { ServedCredentials, Unavailable } from './credential-server.ts';

/** Credentials, and when to renew them. */
export interface HeldCredentials extends ServedCredentials {
  /** From then on they are renewed; SDKs use them until they expire. */
  readonly renewAt: Instant;
}

/** The effects that renewing needs. Both ways to renew may give credentials that are still due. */
export interface RenewalDeps {
  now(): Instant;
  /** Rejects when `signal` is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Renews without a question. `stopped` is aborted when the endpoint ends. */
  renew(stopped: AbortSignal): Promise<HeldCredentials>;
  /** Renews with a question to the user, if that is possible; `undefined` if swrole must not ask. */
  readonly ask:
    | ((held: HeldCredentials, stopped: AbortSignal) => Promise<HeldCredentials>)
    | undefined;
  /** The reason for the program, and whether only a user can help. */
  describeFailure(error: unknown): Unavailable & { readonly needsUser: boolean };
  debug(line: string): void;
}

/** The credentials of a running endpoint. */
export interface Keeper {
  /** From memory; after the expiration it waits up to 700 ms for a renewal without a question. */
  get(): Promise<ServedCredentials | Unavailable>;
  /** Ends renewing, and waits until a question has ended. */
  stop(signal: NodeJS.Signals): Promise<void>;
}

/** With less than this many milliseconds left, a call of the program may arrive too late: as in `session/expiry.ts`. */
const MIN_TIME_LEFT = 10_000;

/** Milliseconds that a request waits for a renewal: the SDK for JavaScript gives up after 1 s. */
const PATIENCE = 700;

/** Milliseconds between two looks at the clock, which also notice a machine that was suspended. */
const CHECK_INTERVAL = 60_000;

/** Milliseconds before requests cause another renewal after one that did not help, and another question. */
const RETRY_AFTER = 10_000;
const ASK_AGAIN_AFTER = 30_000;

/**
 * Starts renewing.
 *
 * @param first credentials that are valid now
 */
export function keepCredentials(first: HeldCredentials, deps: RenewalDeps): Keeper {
  const stopping = new AbortController();
  const stopped = stopping.signal;
  let held = first;
  let unavailable: Unavailable = { message: 'new credentials are on their way: try again' };
  let renewal: Promise<void> | undefined;
  let question: Promise<void> | undefined;
  let retryAt = 0;
  let askAgainAt = 0;

  const isDue = () => deps.now() >= held.renewAt;
  const isOver = () => deps.now() + MIN_TIME_LEFT >= held.expiration;

  /** @returns whether only a user can help */
  const settle = async (attempt: Promise<HeldCredentials>): Promise<boolean> => {
    try {
      const next = await attempt;
      if (next.expiration > held.expiration) held = next;
      deps.debug(`endpoint: credentials until ${new Date(held.expiration).toISOString()}`);
      return false;
    } catch (error) {
      const { needsUser, ...reason } = deps.describeFailure(error);
      unavailable = reason;
      deps.debug(`endpoint: not renewed (${reason.message})`);
      return needsUser;
    }
  };

  /** One renewal at a time, whatever the number of requests; none while the user is asked. */
  const renew = (): Promise<void> => {
    if (stopped.aborted || question !== undefined || deps.now() < retryAt) return Promise.resolve();
    renewal ??= settle(deps.renew(stopped)).then((needsUser) => {
      renewal = undefined;
      retryAt = deps.now() + RETRY_AFTER;
      // At the end there is always one more try.
      if (!isOver()) retryAt = Math.min(retryAt, held.expiration - MIN_TIME_LEFT);
      // The credentials may come from another swrole, to which the user gives a code.
      else if (needsUser) retryAt = 0;
    });
    return renewal;
  };

  const ask = (): void => {
    if (deps.ask === undefined || stopped.aborted) return;
    if (question !== undefined || deps.now() < askAgainAt) return;
    question = settle(deps.ask(held, stopped)).then(() => {
      question = undefined;
      askAgainAt = isDue() ? deps.now() + ASK_AGAIN_AFTER : 0;
    });
  };

  const renewWhenDue = async (): Promise<void> => {
    while (!stopped.aborted) {
      const rest = held.renewAt - deps.now();
      await deps.sleep(rest > 0 ? Math.min(rest, CHECK_INTERVAL) : CHECK_INTERVAL, stopped);
      if (isDue()) await renew();
    }
  };

  const get = async (): Promise<ServedCredentials | Unavailable> => {
    if (!isOver()) {
      // A program asks in the last minutes because it wants new ones. It can go on with these meanwhile.
      if (isDue()) renew().then(() => isDue() && ask());
      return held;
    }
    await atMost(PATIENCE, renew(), deps);
    if (!isOver()) return held;
    if (renewal === undefined) ask();
    return unavailable;
  };

  if (isDue()) void renew();
  const watch = renewWhenDue().catch(() => {}); // stopped
  return {
    get,
    stop: async (signal) => {
      stopping.abort(signal);
      await Promise.all([watch, renewal, question]);
    },
  };
}

/** Waits for the work, but not longer than that many milliseconds. */
async function atMost(
  milliseconds: number,
  work: Promise<void>,
  { sleep }: Pick<RenewalDeps, 'sleep'>,
): Promise<void> {
  const done = new AbortController();
  const limit = sleep(milliseconds, done.signal).catch(() => {});
  await Promise.race([work, limit]);
  done.abort();
}
