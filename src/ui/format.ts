/** Times as people say them: how long it is until then, and what the clock shows. */

import { sep } from 'node:path';
import type { Instant } from '../credentials.ts';
import { NO_HOME } from '../fast-path/paths.ts';
import type { Environment, Output } from '../system.ts';
import { withoutKeys } from '../util/secret-text.ts';
import { shortDuration } from '../util/text.ts';

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

// What `--json` writes, the same for every command.

/** What a terminal or a reader would obey in a text; line breaks are those between the fields. */
const UNSAFE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A name may be a key that was pasted where a name belongs. */
const safe = (_: string, value: unknown) =>
  typeof value === 'string' ? withoutKeys(value) : value;

/** JSON for programs, that does no harm where a person looks at it on a terminal. */
export function jsonText(value: unknown): string {
  const escaped = (text: string) =>
    text
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('');
  return `${JSON.stringify(value, safe, 2).replace(UNSAFE, escaped)}\n`;
}

/** An instant in it: ISO 8601, whole seconds, UTC. */
export function jsonInstant(instant: Instant): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');
}

// Paths as a shell shows them: `~/.aws/config`.

/** A text in which every path below the home begins with `~`. Not for what is to be copied: quotes and SDKs keep it as it is. */
export function withTilde(text: string, home: string, separator: string = sep): string {
  return shortened(text, home, separator, /^[\s('"]?$/);
}

/** The same for advice, which may have a command in it: a path in quotes is whole, because no shell and no program expands it. */
export function adviceWithTilde(text: string, home: string, separator: string = sep): string {
  return shortened(text, home, separator, /^[\s(]?$/);
}

/** @param before what may stand before a path */
function shortened(text: string, home: string, separator: string, before: RegExp): string {
  // cmd.exe has no such name for the home.
  if (home === NO_HOME || separator === '\\') return text;
  const prefix = home.endsWith(separator) ? home : home + separator;
  // A home that is in the middle of another path begins none.
  const begins = (at: number) => before.test(text.charAt(at - 1));
  return text.replaceAll(prefix, (path, at: number) => (begins(at) ? `~${separator}` : path));
}

// Colour for people: on a terminal, unless they do not want it; never in a pipe.

/** Text in a colour or weight; without colours, the text as it is. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
}

/**
 * The style of what goes to a stream. `NO_COLOR` (no-color.org) takes colours away, `FORCE_COLOR` gives them to a pipe as
 * well, both where they are not empty; the former is the stronger.
 */
export function styleOf(
  { isTerminal }: Output,
  { NO_COLOR, FORCE_COLOR, TERM }: Environment,
): Style {
  const wanted = FORCE_COLOR ? FORCE_COLOR !== '0' : isTerminal && TERM !== 'dumb';
  const colours = wanted && !NO_COLOR;
  const sgr = (code: number) => (text: string) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);
  return { bold: sgr(1), dim: sgr(2), red: sgr(31), yellow: sgr(33), green: sgr(32) };
}
