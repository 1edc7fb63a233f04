/** `swr` without a word: whose credentials this shell has, and until when. */
import type { Instant } from '../../credentials.ts';
import type { Environment } from '../../fast-path/paths.ts';
import { decodedProfile } from '../../profile-text.ts';
import { parseInstant } from '../../rfc3339.ts';
import { safeText } from '../../util/text.ts';
import { shortDuration } from '../../words/short-duration.ts';

/** One line, from the variables that swrole sets. */
export function currentWords(env: Environment, now: Instant): string {
  const { SWROLE_PROFILE: profile, AWS_CREDENTIAL_EXPIRATION: expiration } = env;
  if (!profile) return 'no profile in this shell';
  const end = parseInstant(expiration ?? '');
  return `${safeText(decodedProfile(profile))}: ${end === undefined ? 'long-term credentials' : untilWords(end, now)}`;
}

function untilWords(end: Instant, now: Instant): string {
  const time = new Date(end).toLocaleTimeString('en-GB', { timeStyle: 'short' });
  if (end <= now) return `expired ${shortMinutes(now - end)} ago, at ${time}`;
  return `credentials until ${time} (${shortMinutes(end - now)})`;
}

function shortMinutes(milliseconds: number): string {
  return shortDuration(Math.floor(milliseconds / 60_000) * 60);
}
