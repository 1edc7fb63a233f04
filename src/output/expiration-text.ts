import type { Instant } from '../credentials.ts';
import { OutputError } from './output-error.ts';

/** The first instant that four digits of a year cannot say: 10000-01-01. */
const END_OF_FOUR_DIGIT_YEARS = 253_402_300_800_000;

/**
 * An instant as `YYYY-MM-DDTHH:MM:SSZ`, the one form that every AWS SDK reads (contract A.2). Rounded
 * down, so that nobody relies on a second that is not there.
 *
 * @throws OutputError `unsafe-value` for what is no instant between 1970 and 9999
 */
export function expirationText(instant: Instant): string {
  if (!(instant >= 0 && instant < END_OF_FOUR_DIGIT_YEARS))
    throw new OutputError({ kind: 'unsafe-value', variable: 'Expiration' });
  return `${new Date(instant).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)}Z`;
}
