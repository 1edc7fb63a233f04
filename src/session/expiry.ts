/**
 * How long a session is handed out, and when it is renewed. botocore starts to ask for more below
 * 15 minutes and on every request, so below that we renew; a session of 15 minutes would be inside that
 * window from its birth, so it counts as fresh for its first half.
 */
import type { Instant } from '../credentials.ts';
import type { LockHolder } from '../storage/lock.ts';
import { DataError } from '../util/data-error.ts';
import type { CachedSession } from './cached-session.ts';

const RENEWAL_WINDOW = 15 * 60 * 1000;

/**
 * Below this many milliseconds a request may not arrive in time. Not more: an SDK renews ahead of need as well, and fails
 * where it gets nothing although its session is still valid.
 */
const LAST_USE = 10 * 1000;

/** How often, in milliseconds, a stored answer in the renewal window is looked at again. */
const RECHECK = 60 * 1000;

/** What a caller wants of a session beyond its being the right one. */
export interface FreshnessRequest {
  /** `--min-ttl`: at least this many milliseconds left. */
  readonly minTtl: number;
  /** `--refresh`: not issued before this instant. */
  readonly notBefore: Instant;
}

/** The instant until which a session is handed out without a thought. */
export function renewAt({
  issuedAt,
  expiration,
}: Pick<CachedSession, 'issuedAt' | 'expiration'>): Instant {
  return expiration - Math.min(RENEWAL_WINDOW, (expiration - issuedAt) / 2);
}

/** Whether the session can be handed out as it is. */
export function isFresh(session: CachedSession, wish: FreshnessRequest, now: Instant): boolean {
  return now < renewAt(session) && isUsable(session, wish, now);
}

/**
 * Whether the session can be handed out if there is no better one: nobody is asked before it is
 * necessary, nobody fails before it is.
 */
export function isUsable(
  { issuedAt, expiration }: CachedSession,
  wish: FreshnessRequest,
  now: Instant,
): boolean {
  return issuedAt >= wish.notBefore && now + Math.max(LAST_USE, wish.minTtl) < expiration;
}

/**
 * Until when the stored answer may repeat this session. Inside the renewal window it is looked at
 * again after a minute, so that a renewal that has become possible is not missed, and not more often, so that a renewal
 * that fails is one attempt a minute however many ask.
 */
export function answerUntil(session: CachedSession, now: Instant): Instant {
  const fresh = renewAt(session);
  return now < fresh ? fresh : Math.min(now + RECHECK, session.expiration - LAST_USE);
}

/** Why there is no session although neither AWS nor the configuration is to blame. */
export type SessionErrorDetails =
  | {
      /** Another process has been obtaining the same session all the time we could wait. */
      readonly kind: 'lock-timeout';
      readonly profile: string;
      readonly holder: LockHolder | undefined;
    }
  | {
      /** What STS has just given is already over by this machine's clock. */
      readonly kind: 'already-expired';
      readonly profile: string;
      readonly expiration: Instant;
      readonly now: Instant;
    }
  | {
      /** `--min-ttl` asks for more than the role's sessions last. */
      readonly kind: 'too-short';
      readonly profile: string;
      /** Seconds. */
      readonly wanted: number;
      /** Seconds. */
      readonly lasts: number;
    };

/** No session within the limits asked for: exit code 4 for `lock-timeout`, 5 for `already-expired`, 3 for `too-short`. */
export class SessionError extends DataError<SessionErrorDetails> {
  override readonly name = 'SessionError';
}

/**
 * A session that was just obtained must have time left: an `Expiration` in the past makes SDKs call
 * again at once, or fail (contract A.2).
 *
 * @throws SessionError `already-expired`, `too-short`
 */
export function checkTimeLeft(
  profile: string,
  session: CachedSession,
  wish: FreshnessRequest,
  now: Instant,
): void {
  const { issuedAt, expiration } = session;
  if (expiration <= now)
    throw new SessionError({ kind: 'already-expired', profile, expiration, now });
  if (wish.minTtl === 0 || isUsable(session, wish, now)) return;
  // STS cuts the expiration to a second, and the call takes its time: whole minutes are meant.
  const lasts = Math.round((expiration - issuedAt) / 60_000) * 60;
  throw new SessionError({ kind: 'too-short', profile, wanted: wish.minTtl / 1000, lasts });
}
