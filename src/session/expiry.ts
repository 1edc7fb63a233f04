/**
 * Decides how long a session is returned, and when it is renewed. botocore asks for new credentials on every request
 * once less than 15 minutes are left, so swrole renews below that. A session of 15 minutes would be in that window from
 * its start, so it counts as fresh for its first half.
 */

import type { Instant } from '../credentials.ts';
import type { LockHolder } from '../storage/lock.ts';
import { DataError } from '../util/errors.ts';
import type { CachedSession } from './cached-session.ts';

/** Milliseconds before the expiration in which a session is renewed. */
export const RENEWAL_WINDOW = 15 * 60 * 1000;

/**
 * With less than this many milliseconds left, a request may not arrive in time. The margin is not larger, because an
 * SDK also renews early, and fails if it gets no credentials although its session is still valid.
 */
const MIN_TIME_LEFT = 10 * 1000;

/** Milliseconds after which a stored answer in the renewal window is checked again. */
const RECHECK = 60 * 1000;

/** How fresh a session has to be for a caller. */
export interface FreshnessRequest {
  /** `--min-ttl`: at least this many milliseconds left. */
  readonly minTtl: number;
  /** `--refresh`: not issued before this instant. */
  readonly notBefore: Instant;
  /** The milliseconds before the expiration in which a session is renewed, if not the usual 15 minutes. */
  readonly renewalWindow?: number | undefined;
}

/** The instant from which a session is renewed. Until then it is returned as it is. */
export function renewAt(
  { issuedAt, expiration }: Pick<CachedSession, 'issuedAt' | 'expiration'>,
  renewalWindow = RENEWAL_WINDOW,
): Instant {
  return expiration - Math.min(renewalWindow, (expiration - issuedAt) / 2);
}

/** Whether the session can be returned without a renewal. */
export function isFresh(
  session: CachedSession,
  freshness: FreshnessRequest,
  now: Instant,
): boolean {
  return now < renewAt(session, freshness.renewalWindow) && isUsable(session, freshness, now);
}

/**
 * Whether the session can be returned if no better one is available: no prompt and no failure before it is necessary.
 */
export function isUsable(
  { issuedAt, expiration }: CachedSession,
  freshness: FreshnessRequest,
  now: Instant,
): boolean {
  return (
    issuedAt >= freshness.notBefore && now + Math.max(MIN_TIME_LEFT, freshness.minTtl) < expiration
  );
}

/**
 * Until when the stored answer may repeat this session. In the renewal window it is checked again after a minute. So a
 * renewal that becomes possible is not missed, and one that fails is tried only once a minute, whatever the number of
 * callers.
 */
export function answerUntil(session: CachedSession, now: Instant): Instant {
  const renewal = renewAt(session);
  return now < renewal ? renewal : Math.min(now + RECHECK, session.expiration - MIN_TIME_LEFT);
}

/** Why there is no session, where the cause is neither AWS nor the configuration. */
export type SessionErrorDetails =
  | {
      /** Another process held the lock of the same session until the time limit. */
      readonly kind: 'lock-timeout';
      readonly profile: string;
      readonly holder: LockHolder | undefined;
    }
  | {
      /** STS has just issued the session, and by this machine's clock it has expired. */
      readonly kind: 'already-expired';
      readonly profile: string;
      readonly expiration: Instant;
      readonly now: Instant;
    }
  | {
      /** `--min-ttl` is longer than the role's sessions last. */
      readonly kind: 'too-short';
      readonly profile: string;
      /** Seconds. */
      readonly wanted: number;
      /** Seconds. */
      readonly lasts: number;
    };

/**
 * No session within the limits asked for: exit code 4 for `lock-timeout`, 5 for `already-expired`, 3 for `too-short`.
 */
export class SessionError extends DataError<SessionErrorDetails> {
  override readonly name = 'SessionError';
}

/**
 * Checks that a session has enough time left: an `Expiration` in the past makes SDKs call again at once, or fail
 * (contract A.2).
 *
 * @throws SessionError `already-expired`, `too-short`
 */
export function checkTimeLeft(
  profile: string,
  session: CachedSession,
  freshness: FreshnessRequest,
  now: Instant,
): void {
  const { issuedAt, expiration } = session;
  if (expiration <= now)
    throw new SessionError({ kind: 'already-expired', profile, expiration, now });
  if (freshness.minTtl === 0 || isUsable(session, freshness, now)) return;
  // Rounded to whole minutes: STS cuts the expiration to a second, and the call takes time.
  const lasts = Math.round((expiration - issuedAt) / 60_000) * 60;
  throw new SessionError({ kind: 'too-short', profile, wanted: freshness.minTtl / 1000, lasts });
}
