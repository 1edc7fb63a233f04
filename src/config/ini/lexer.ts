/**
 * Splits AWS's files into lines, and reads a line as a property or a section header. A comment is a line whose first
 * character, indented or not, is `#` or `;`: AWS's own specification reads an indented one as continuation text, but the
 * CLI, JS, Go and Ruby do not.
 */

import type { IgnoredSectionReason } from '../errors.ts';
import type { IgnoredLineReason, SectionName } from '../warnings.ts';

/** A line that is neither blank nor a comment. */
export interface ContentLine {
  /** 1-based. */
  readonly number: number;
  /** How many white-space characters stand before the text. */
  readonly indent: number;
  /** Without the white space around it; never empty. */
  readonly text: string;
}

/** The lines of `text` that are neither blank nor a comment, without byte order mark and carriage returns. */
export function* contentLines(text: string): Generator<ContentLine> {
  let start = 0;
  // Not `split`, which would hold all lines of a large file in memory.
  for (let number = 1; start <= text.length; number += 1) {
    const line = text.slice(start, endOfLine(text, start));
    start += line.length + 1;
    // A carriage return and a byte order mark are white space to `trim`.
    const content = line.trim();
    if (content === '' || content.startsWith('#') || content.startsWith(';')) continue;
    const indent = content.length === line.length ? 0 : line.length - line.trimStart().length;
    yield { number, indent, text: content };
  }
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

// One line `key = value`. A `#` or `;` after white space begins a comment; elsewhere both belong to the value, as do quotes.
// Only the AWS CLI keeps such comments in the value, so a cut comment causes a warning.

/** A key, in lower case as in every SDK but JS, and its value. */
export interface Property {
  readonly key: string;
  readonly value: string;
  readonly commentCut: boolean;
  readonly quoted: boolean;
}

/** The alphabet of AWS's specification for profile names and keys. */
const IDENTIFIER = /^[A-Za-z0-9_\-/.%@:+]+$/;

const INLINE_COMMENT = /[ \t][#;]/;

/** Reads the properties of one file. Checks each spelling of a key once: a file has many keys but few different ones. */
export class PropertyReader {
  /** Keys by their spelling in the file. */
  readonly #keys = new Map<string, string>();

  /** Reads a trimmed line; returns the reason if it is no property. */
  read(line: string): Property | IgnoredLineReason {
    const comment = line.search(INLINE_COMMENT);
    const text = comment < 0 ? line : line.slice(0, comment);
    const equals = text.indexOf('=');
    if (equals < 0) return 'no-equals';
    const written = text.slice(0, equals).trim();
    const key = this.#keys.get(written) ?? this.#readKey(written);
    if (key === undefined) return written === '' ? 'no-key' : 'bad-key';
    const value = text.slice(equals + 1).trim();
    return { key, value, commentCut: comment >= 0, quoted: isQuoted(value) };
  }

  #readKey(written: string): string | undefined {
    if (!IDENTIFIER.test(written)) return undefined;
    const key = written.toLowerCase();
    this.#keys.set(written, key);
    return key;
  }
}

function isQuoted(value: string): boolean {
  const mark = value.charAt(0);
  return value.length > 1 && (mark === '"' || mark === "'") && value.endsWith(mark);
}

// The line that opens a section: `[profile foo]`, `[default]`, `[sso-session s]`, `[services s]` in the config file, a
// bare name in the credentials file. A name with a space has quotes in the config file and none in the credentials file,
// because `aws configure` writes it so (awscli `profile_to_section`).

/** One of AWS's two files, which name profiles differently. */
export type FileKind = 'config' | 'credentials';

/** The header of a section to read. */
export interface Header {
  readonly section: SectionName;
  /** False for `[default]` and for every name of the credentials file. */
  readonly prefixed: boolean;
  /** Something other than a comment follows the `]`. */
  readonly junk: boolean;
  /** The name that was probably meant, if a bare `]` in it ends the header too early: `a]b`. */
  readonly meant?: string;
}

/** The header of an ignored section, and the name that it may have been meant to have. */
interface IgnoredHeader {
  readonly ignored: IgnoredSectionReason;
  readonly name: string;
}

// A `]` inside quotes does not end the header.
const HEADER = /^\[((?:"[^"]*"|'[^']*'|[^\]"'])*)\](.*)$/s;
const PREFIXED = /^(profile|sso-session|services)[ \t]+(.*)$/s;
const QUOTED = /^(["'])(.*)\1$/s;
const QUOTABLE = /^[^\x00-\x1f\x7f"']*[^\s\x00-\x1f\x7f"'][^\x00-\x1f\x7f"']*$/;
/** The rest of a header after a `]` that belongs to the name. */
const NAME_END = /^([^\s[#;][^[\]"']*)\]$/;
const IDENTIFIERS = /^[A-Za-z0-9_\-/.%@:+ ]+$/;

/** Reads a trimmed line that begins with `[`. */
export function readHeader(line: string, kind: FileKind): Header | IgnoredHeader {
  // Not `const [, inside, after] = …`, which is slow for thousands of headers.
  const match = HEADER.exec(line);
  const inside = match?.[1];
  const after = match?.[2];
  if (inside === undefined || after === undefined) return unclosed(line);
  const named = kind === 'config' ? inConfig(inside.trim()) : inCredentials(inside.trim());
  if ('ignored' in named) return named;
  // Not `...named`, which is slow.
  const { section, prefixed } = named;
  const junk = after !== '' && !/^\s*(?:[#;]|$)/.test(after);
  const rest = junk && section.type === 'profile' ? NAME_END.exec(after)?.[1] : undefined;
  if (rest === undefined) return { section, prefixed, junk };
  return { section, prefixed, junk, meant: `${section.name}]${rest}` };
}

type Named = Omit<Header, 'junk'> | IgnoredHeader;

function unclosed(line: string): IgnoredHeader {
  const name = line.slice(1).trim();
  return { ignored: 'unclosed', name: PREFIXED.exec(name)?.[2] ?? name };
}

/** Formats the header of a profile, with quotes if the name needs them; undefined for a name that quotes cannot hold. */
export function profileHeader(name: string, kind: FileKind): string | undefined {
  if (kind === 'config' && name === 'default') return '[default]';
  const bare = kind === 'config' ? IDENTIFIER : IDENTIFIERS;
  const written = bare.test(name) ? name : QUOTABLE.test(name) ? `"${name}"` : undefined;
  if (written === undefined) return undefined;
  return kind === 'config' ? `[profile ${written}]` : `[${written}]`;
}

function inConfig(text: string): Named {
  if (text === 'default') return { section: { type: 'profile', name: text }, prefixed: false };
  const match = PREFIXED.exec(text);
  const type = match?.[1];
  const rest = match?.[2];
  if (type === undefined || rest === undefined) return { ignored: 'no-prefix', name: text };
  const name = readName(rest, IDENTIFIER);
  if (name === undefined) return { ignored: 'bad-name', name: rest };
  return { section: { type: type as SectionName['type'], name }, prefixed: true };
}

function inCredentials(text: string): Named {
  const rest = PREFIXED.exec(text)?.[2];
  if (rest !== undefined) return { ignored: 'prefix-in-credentials', name: rest };
  const name = readName(text, IDENTIFIERS);
  if (name === undefined) return { ignored: 'bad-name', name: text };
  return { section: { type: 'profile', name }, prefixed: false };
}

/** The text between quotes; undefined for a text without quotes. */
export function betweenQuotes(text: string): string | undefined {
  return QUOTED.exec(text)?.[2];
}

function readName(text: string, bare: RegExp): string | undefined {
  if (bare.test(text)) return text;
  const quoted = betweenQuotes(text);
  return quoted !== undefined && QUOTABLE.test(quoted) ? quoted : undefined;
}
