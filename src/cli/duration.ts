import { UsageError } from './usage-error.ts';

const UNITS = { h: 3600, m: 60, s: 1 } as const;

/**
 * Seconds from `3600`, `45m`, `1h`, `1h30m` or `90s`.
 *
 * @throws UsageError naming the flag
 */
export function parseDuration(text: string, flag: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  const parts = /^(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?$/.exec(text);
  if (parts === null || text === '') {
    throw new UsageError(
      `${flag} takes a duration, not '${text}'`,
      `write it like 3600, 45m or 1h30m`,
    );
  }
  const [, hours = '0', minutes = '0', seconds = '0'] = parts;
  return Number(hours) * UNITS.h + Number(minutes) * UNITS.m + Number(seconds) * UNITS.s;
}
