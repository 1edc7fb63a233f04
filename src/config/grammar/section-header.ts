/**
 * The line that opens a section: `[profile foo]`, `[default]`, `[sso-session s]`, `[services s]` in the config file, a
 * bare name in the credentials file. A name with a space stands in quotes in the config file and without them in the
 * credentials file, because that is how `aws configure` writes it (awscli `profile_to_section`).
 */
import type { IgnoredSectionReason } from '../errors.ts';
import type { SectionName } from '../warnings.ts';
import { IDENTIFIER } from './property.ts';

/** Which of AWS's two files a text is: they name profiles differently. */
export type FileKind = 'config' | 'credentials';

/** A section to read. */
export interface Header {
  readonly section: SectionName;
  /** False for `[default]` and for every name of the credentials file. */
  readonly prefixed: boolean;
  /** Something other than a comment follows the `]`. */
  readonly junk: boolean;
  /** The name that the header was probably meant to have, where a bare `]` in it ends the header: `a]b`. */
  readonly meant?: string;
}

/** A section to pass over, and the name it may have been meant to have. */
export interface IgnoredHeader {
  readonly ignored: IgnoredSectionReason;
  readonly name: string;
}

// A `]` inside quotes does not end the header.
const HEADER = /^\[((?:"[^"]*"|'[^']*'|[^\]"'])*)\](.*)$/s;
const PREFIXED = /^(profile|sso-session|services)[ \t]+(.*)$/s;
const QUOTED = /^(["'])(.*)\1$/s;
const QUOTABLE = /^[^\x00-\x1f\x7f"']*[^\s\x00-\x1f\x7f"'][^\x00-\x1f\x7f"']*$/;
/** What follows a `]` that belongs to the name. */
const NAME_END = /^([^\s[#;][^[\]"']*)\]$/;
const IDENTIFIERS = /^[A-Za-z0-9_\-/.%@:+ ]+$/;

/** Reads a trimmed line that begins with `[`. */
export function readHeader(line: string, kind: FileKind): Header | IgnoredHeader {
  const [, inside, after] = HEADER.exec(line) ?? [];
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

/** The header of a profile as a file wants it, in quotes where the name needs them; undefined for a name that cannot stand in quotes. */
export function profileHeader(name: string, kind: FileKind): string | undefined {
  if (kind === 'config' && name === 'default') return '[default]';
  const bare = kind === 'config' ? IDENTIFIER : IDENTIFIERS;
  const written = bare.test(name) ? name : QUOTABLE.test(name) ? `"${name}"` : undefined;
  if (written === undefined) return undefined;
  return kind === 'config' ? `[profile ${written}]` : `[${written}]`;
}

function inConfig(text: string): Named {
  if (text === 'default') return { section: { type: 'profile', name: text }, prefixed: false };
  const [, type, rest] = PREFIXED.exec(text) ?? [];
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

/** The name between quotes; undefined for a text that does not stand in quotes. */
export function betweenQuotes(text: string): string | undefined {
  return QUOTED.exec(text)?.[2];
}

function readName(text: string, bare: RegExp): string | undefined {
  if (bare.test(text)) return text;
  const quoted = betweenQuotes(text);
  return quoted !== undefined && QUOTABLE.test(quoted) ? quoted : undefined;
}
