/** A header, taken apart as far as the differences of headers need it. */
import type { FileKind } from '../../../src/config/ini/lexer.ts';
import { hideName } from './stand-ins.ts';

/** A header that has both its brackets. */
export interface Header {
  readonly kind: FileKind;
  /** Between the brackets: type, name and all. */
  readonly inside: string;
  readonly type: 'profile' | 'sso-session' | 'services' | undefined;
  /** Without quotes. */
  readonly name: string;
  readonly quoted: boolean;
  /** Behind the brackets. */
  readonly after: string;
}

const BRACKETS = /^\[((?:"[^"]*"|'[^']*'|[^\]"'])*)\](.*)$/s;
const TYPED = /^(profile|sso-session|services)[ \t]+(.*)$/s;
const QUOTED = /^(["'])(.*)\1$/s;

/** Reads a header, `undefined` if it has no end. */
export function readHeader(text: string, kind: FileKind): Header | undefined {
  const [, inside, after = ''] = BRACKETS.exec(text.trim()) ?? [];
  if (inside === undefined) return undefined;
  const [, type, rest = inside.trim()] = TYPED.exec(inside.trim()) ?? [];
  const [, mark, name = rest] = QUOTED.exec(rest) ?? [];
  return { kind, inside, type: type as Header['type'], name, quoted: mark !== undefined, after };
}

/** Whether it is one of a profile, were its name and its file right. */
export function isOfProfile({ type }: Header): boolean {
  return type === undefined || type === 'profile';
}

/** The alphabet of names, in which JS and this program agree. */
export const ALPHABET = /^[\w\-@+.%:/]+$/;

/** Whether only quotes make it a name. */
export function needsQuotes({ name }: Header): boolean {
  return name.trim() !== '' && !/["'\x00-\x1f\x7f]/.test(name) && !ALPHABET.test(name);
}

/** Has the SDK read a name that it cannot read as it is. */
export function hidden({ type, name }: Header): Pick<Header, 'inside'> {
  return { inside: type === undefined ? hideName(name) : `${type} ${hideName(name)}` };
}

/** Has the SDK pass over a section, for there is no type `not`. */
export const NOT_READ = { inside: 'not read' };
