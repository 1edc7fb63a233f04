/** Formats times, JSON, paths and colours for the output of interactive commands. */

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

/** The time since then: `12m ago`. */
export function timeAgo(then: Instant, now: Instant): string {
  return `${roundedDown(Math.max(0, now - then))} ago`;
}

function roundedDown(milliseconds: number): string {
  const unit = milliseconds < MINUTE ? 1000 : MINUTE;
  return shortDuration((Math.floor(milliseconds / unit) * unit) / 1000);
}

/** The local time: `14:02`, on another day `Mon 14:02`. */
export function clockTime(instant: Instant, now: Instant): string {
  const date = new Date(instant);
  const time = date.toLocaleTimeString('en-GB', { timeStyle: 'short' });
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return `${date.toLocaleDateString('en-GB', { weekday: 'short' })} ${time}`;
}

/** When credentials expire: `credentials until 14:02 (47m)`. */
export function credentialsUntil(expiration: Instant, now: Instant): string {
  return `credentials until ${clockTime(expiration, now)} (${timeLeft(expiration, now)})`;
}

// The JSON output of all commands.

/** Control and format characters that affect a terminal; line breaks separate the fields. */
const UNSAFE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Redacts keys, because the user may have pasted a key where a name belongs. */
const redact = (_: string, value: unknown) =>
  typeof value === 'string' ? withoutKeys(value) : value;

/** JSON for programs that is also safe to print on a terminal. */
export function jsonText(value: unknown): string {
  const escaped = (text: string) =>
    text
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('');
  return `${JSON.stringify(value, redact, 2).replace(UNSAFE, escaped)}\n`;
}

/** An instant in JSON: ISO 8601, whole seconds, UTC. */
export function jsonInstant(instant: Instant): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');
}

// Paths below the home directory: `~/.aws/config`.

/** Shortens every path below the home directory in a text to `~/…`. Not for text to copy: quotes and SDKs do not expand `~`. */
export function withTilde(text: string, home: string, separator: string = sep): string {
  return shortened(text, home, separator, /^[\s('"]?$/);
}

/** The same for advice, which may contain a command: paths in quotes stay whole, because a shell does not expand `~` there. */
export function adviceWithTilde(text: string, home: string, separator: string = sep): string {
  return shortened(text, home, separator, /^[\s(]?$/);
}

/** @param before matches the character before a path */
function shortened(text: string, home: string, separator: string, before: RegExp): string {
  // cmd.exe does not know `~`.
  if (home === NO_HOME || separator === '\\') return text;
  const prefix = home.endsWith(separator) ? home : home + separator;
  // The home path inside another path is not the start of a path.
  const begins = (at: number) => before.test(text.charAt(at - 1));
  return text.replaceAll(prefix, (path, at: number) => (begins(at) ? `~${separator}` : path));
}

// Colours: on a terminal, unless the environment disables them; in a pipe only with `FORCE_COLOR`.

/** Functions that add a colour or weight to a text; without colours, they return it unchanged. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  /** @param parameters a list of SGR numbers, such as the `color` of a profile: `1;31` */
  sgr(parameters: string): (text: string) => string;
}

/**
 * The style for a stream. A non-empty `NO_COLOR` (no-color.org) disables colours, a non-empty `FORCE_COLOR` enables them in
 * a pipe too; `NO_COLOR` has precedence.
 */
export function styleOf(
  { isTerminal }: Output,
  { NO_COLOR, FORCE_COLOR, TERM }: Environment,
): Style {
  const wanted = FORCE_COLOR ? FORCE_COLOR !== '0' : isTerminal && TERM !== 'dumb';
  const colours = wanted && !NO_COLOR;
  const sgr = (code: string) => (text: string) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);
  return {
    bold: sgr('1'),
    dim: sgr('2'),
    red: sgr('31'),
    yellow: sgr('33'),
    green: sgr('32'),
    sgr,
  };
}
