import type { Instant } from '../credentials.ts';
import type { LockHolder } from '../storage/lock.ts';
import { FactError } from '../util/data-error.ts';
import type { CachedSession } from './cached-session.ts';
import { isGoodEnough, type Wish } from './expiry.ts';

/** Why there is no session although neither AWS nor the configuration is to blame. */
export type SessionFact =
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
export class SessionError extends FactError<SessionFact> {
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
  wish: Wish,
  now: Instant,
): void {
  const { issuedAt, expiration } = session;
  if (expiration <= now)
    throw new SessionError({ kind: 'already-expired', profile, expiration, now });
  if (wish.minTtl === 0 || isGoodEnough(session, wish, now)) return;
  // STS cuts the expiration to a second, and the call takes its time: whole minutes are meant.
  const lasts = Math.round((expiration - issuedAt) / 60_000) * 60;
  throw new SessionError({ kind: 'too-short', profile, wanted: wish.minTtl / 1000, lasts });
}
