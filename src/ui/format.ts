/** Times as people say them: how long it is until then, and what the clock shows. */
import type { Instant } from '../credentials.ts';
import { shortDuration } from '../words/short-duration.ts';

const MINUTE = 60_000;

/** The time left: `47m`, `3h12m`, below a minute `42s`, and `expired`. */
export function timeLeft(until: Instant, now: Instant): string {
  return until <= now ? 'expired' : roundedDown(until - now);
}

/** The time gone by: `12m ago`. */
export function timeAgo(then: Instant, now: Instant): string {
  return `${roundedDown(Math.max(0, now - then))} ago`;
}

function roundedDown(milliseconds: number): string {
  const unit = milliseconds < MINUTE ? 1000 : MINUTE;
  return shortDuration((Math.floor(milliseconds / unit) * unit) / 1000);
}

/** What a clock here shows then: `14:02`, on another day `Mon 14:02`. */
export function clockTime(instant: Instant, now: Instant): string {
  const date = new Date(instant);
  const time = date.toLocaleTimeString('en-GB', { timeStyle: 'short' });
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return `${date.toLocaleDateString('en-GB', { weekday: 'short' })} ${time}`;
}

/** How long credentials are good, with a clock and without: `credentials until 14:02 (47m)`. */
export function credentialsUntil(expiration: Instant, now: Instant): string {
  return `credentials until ${clockTime(expiration, now)} (${timeLeft(expiration, now)})`;
}
