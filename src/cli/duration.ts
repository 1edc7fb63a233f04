import { durationSeconds } from '../config/profile/rules.ts';
import { shownWords } from '../util/secret-text.ts';
import { UsageError } from './errors.ts';

/**
 * Seconds from `3600`, `45m`, `1h`, `1h30m` or `90s`.
 *
 * @throws UsageError naming the flag
 */
export function parseDuration(text: string, flag: string): number {
  const seconds = durationSeconds(text);
  if (seconds !== undefined) return seconds;
  throw new UsageError(
    `${flag} takes a duration, not ${shownWords(text)}`,
    'write it like 3600, 45m or 1h30m',
  );
}
