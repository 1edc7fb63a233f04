/**
 * How long a session is handed out, and when it is renewed. botocore starts to ask for more below
 * 15 minutes and on every request, so below that we renew; a session of 15 minutes would be inside that
 * window from its birth, so it counts as fresh for its first half.
 */
import type { Instant } from '../credentials.ts';
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
export interface Wish {
  /** `--min-ttl`: at least this many milliseconds left. */
  readonly minTtl: number;
  /** `--refresh`: not issued before this instant. */
  readonly notBefore: Instant;
}

/** The instant until which a session is handed out without a thought. */
export function freshUntil({
  issuedAt,
  expiration,
}: Pick<CachedSession, 'issuedAt' | 'expiration'>): Instant {
  return expiration - Math.min(RENEWAL_WINDOW, (expiration - issuedAt) / 2);
}

/** Whether the session can be handed out as it is. */
export function isFresh(session: CachedSession, wish: Wish, now: Instant): boolean {
  return now < freshUntil(session) && isGoodEnough(session, wish, now);
}

/**
 * Whether the session can be handed out if there is no better one: nobody is asked before it is
 * necessary, nobody fails before it is.
 */
export function isGoodEnough(
  { issuedAt, expiration }: CachedSession,
  wish: Wish,
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
  const fresh = freshUntil(session);
  return now < fresh ? fresh : Math.min(now + RECHECK, session.expiration - LAST_USE);
}
