/** Formats text for the output of interactive commands: times, JSON, paths, colours, and what fits in the width of a terminal. */

import { sep } from 'node:path';
import type { Instant } from '../credentials.ts';
import { NO_HOME } from '../fast-path/paths.ts';
import type { Environment, Output, System } from '../system.ts';
import { withoutKeys } from '../util/secret-text.ts';
import { ownLine, safeText, shortDuration, timeOfDay } from '../util/text.ts';

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
  const [day, today] = [instant, now].map((each) => new Date(each).toDateString());
  return day === today ? timeOfDay(instant) : `${day?.slice(0, 3)} ${timeOfDay(instant)}`;
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

// Notes on stderr.

/**
 * A note of swrole for stderr, with its line feed. On a terminal it is wrapped between words and shows paths below the home as `~/…`;
 * elsewhere it is one whole line, because others read a log too.
 *
 * @param text a sentence, or its words: one of these may be a command to copy, which is never broken
 * @param level `warning` or `hint`, if it is one
 */
export function noteText(
  text: string | readonly string[],
  { stderr, env, home }: Pick<System, 'stderr' | 'env' | 'home'>,
  level?: 'hint' | 'warning',
): string {
  const whole = typeof text === 'string' ? text.split(' ') : text;
  if (!stderr.isTerminal) return `${ownLine(whole.join(' '), level)}\n`;
  const style = styleOf(stderr, env);
  const words = typeof text === 'string' ? adviceWithTilde(text, home).split(' ') : text;
  const shown = words.map((word) => safeText(adviceWithTilde(word, home)));
  const label = level === undefined ? '' : `${level}: `;
  const paint = level === 'warning' ? style.yellow : style.bold;
  const first = `swrole: ${level === undefined ? '' : `${paint(level)}: `}`;
  const indent = 'swrole: '.length + label.length;
  return wrapWords(shown, stderr.columns - indent)
    .map((line, index) => `${index === 0 ? first : ' '.repeat(indent)}${line}\n`)
    .join('');
}

// Colours: on a terminal, unless the environment disables them; in a pipe only with `FORCE_COLOR`.

/** Functions that add a colour or weight to a text; without colours, they return it unchanged. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  /** @param sgr an SGR parameter list, such as the `color` of a profile; without one, the text stays as it is */
  color(sgr: string | undefined): (text: string) => string;
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
  const sgr = (code: number | string | undefined) => (text: string) =>
    colours && code !== undefined ? `\x1b[${code}m${text}\x1b[0m` : text;
  return { bold: sgr(1), dim: sgr(2), red: sgr(31), yellow: sgr(33), green: sgr(32), color: sgr };
}

// Text in the width of a terminal: measured, wrapped, truncated and padded.

/** Wraps words into lines of at most this width. A wider word gets a line of its own, so that it can be copied whole. */
export function wrapWords(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.pop();
    const longer = line ? `${line} ${word}` : word;
    if (!line || textWidth(longer) <= width) lines.push(longer);
    else lines.push(line, word);
  }
  return lines;
}

/** Wraps a text into lines of at most this width. A wider word is broken, if possible after a mark; an ARN is not. */
export function truncateLines(text: string, width: number): readonly string[] {
  if (textWidth(text) <= width) return [text];
  const words = text.split(' ').flatMap((word) => pieces(word, width));
  return wrapWords(words, width);
}

/** Two adjacent pieces are wider than a line together, so they never share a line with a space in between. */
function pieces(word: string, width: number): readonly string[] {
  if (textWidth(word) <= width || word.startsWith('arn:')) return [word];
  const piece = upToMark(beginning(word, width));
  const rest = word.slice(piece.length);
  return rest === '' ? [piece] : [piece, ...pieces(rest, width)];
}

/** Cuts after the last mark between parts of a name, path or ARN, if it is in the second half of the line. */
function upToMark(piece: string): string {
  const end = Math.max(...['/', ':', '-', '_', '.'].map((mark) => piece.lastIndexOf(mark))) + 1;
  return end > piece.length / 2 ? piece.slice(0, end) : piece;
}

// Text truncated to one line. `…` marks the cut, so that half a number does not look like a whole one.

/** Truncates the end of a safe text. */
export function truncate(text: string, width: number): string {
  return textWidth(text) <= width ? text : `${fitting([...text], width - 1).join('')}…`;
}

/** Truncates a text to one line between two words: ` …` marks the cut. A first word that is too wide stays whole. */
export function truncateWords(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const [line = ''] = wrapWords(text.split(' '), width - 2);
  return line === text ? text : `${line} …`;
}

/** Truncates the beginning of a safe text, because the user types at its end. */
export function truncateLeft(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  return `…${fitting([...text].reverse(), width - 1)
    .reverse()
    .join('')}`;
}

function fitting(characters: readonly string[], width: number): string[] {
  let room = width;
  const end = characters.findIndex((character) => {
    room -= textWidth(character);
    return room < 0;
  });
  return characters.slice(0, end < 0 ? undefined : end);
}

// Text width in terminal columns: East Asian characters and emoji take two, combining marks none.

const ASCII = /^[ -~]*$/;
const NONE = /^\p{M}/u;
const TWO =
  /^[\u{1100}-\u{115f}\u{2e80}-\u{303e}\u{3041}-\u{a4cf}\u{a960}-\u{a97f}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{fe30}-\u{fe6f}\u{ff00}-\u{ff60}\u{ffe0}-\u{ffe6}\p{Emoji_Presentation}\u{20000}-\u{3fffd}]/u;

/** The width of a safe text (`safeText`) without colours. */
export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  return [...text].reduce((width, character) => width + widthOf(character), 0);
}

function widthOf(character: string): number {
  if (NONE.test(character)) return 0;
  return TWO.test(character) ? 2 : 1;
}

/** Pads a text with spaces on the right. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/** The longest beginning of a text that fits into a width; at least one character. */
function beginning(text: string, width: number): string {
  let taken = '';
  for (const character of text) {
    if (taken !== '' && textWidth(taken + character) > width) break;
    taken += character;
  }
  return taken;
}

/** The position of a paragraph. */
interface Column {
  /** The line width including the indentation. */
  readonly width: number;
  /** The prefix of the first line, as wide as the other lines' indentation. */
  readonly first: string;
  /** The indentation of all lines but the first. */
  readonly indent: number;
}

/** Wraps a text into indented lines. */
export function wrapParagraph(text: string, { width, first, indent }: Column): string[] {
  const white = ' '.repeat(indent);
  const lines = wrapWords(text.split(' '), width - indent);
  return lines.map((line, index) => (index === 0 ? first : white) + line);
}
