/** Why a session is not handed out as it is, for `--debug`. */
import type { Instant } from '../credentials.ts';
import type { CachedSession } from './cached-session.ts';
import { isGoodEnough, type Wish } from './expiry.ts';

/** Completes the sentence "the session is …". */
export function whyRenewed(session: CachedSession | undefined, wish: Wish, now: Instant): string {
  if (session === undefined) return 'not cached';
  const until = new Date(session.expiration).toISOString();
  if (session.issuedAt < wish.notBefore) return 'cached, but --refresh asks for a new one';
  if (!isGoodEnough(session, { minTtl: 0, notBefore: 0 }, now)) return `over (it ends ${until})`;
  if (!isGoodEnough(session, wish, now)) return `too short for --min-ttl (it ends ${until})`;
  return `in its renewal window (it ends ${until})`;
}
