/** Headers as the differences of headers see them. */
import type { FileKind } from '../../../src/config/grammar/section-header.ts';
import { rewritten } from './outline.ts';
import type { Texts } from './reading.ts';

/** A header that has both its brackets. */
export interface Header {
  readonly kind: FileKind;
  readonly inside: string;
  readonly after: string;
}

const BRACKETS = /^\[((?:"[^"]*"|'[^']*'|[^\]"'])*)\](.*)$/s;

/** Opens a section that nobody reads: the SDK knows no sections of this type. */
export const NOT_READ = '[not read]';

/** Rewrites headers; `undefined` leaves one as it is. */
export function headers(rewrite: (header: Header) => string | undefined) {
  return rewritten(['header'], ({ text }, kind) => {
    const [, inside, after = ''] = BRACKETS.exec(text.trim()) ?? [];
    return (inside !== undefined && rewrite({ kind, inside, after })) || text;
  });
}

/** Rewrites the names in headers of this kind of file, the second group of `shape`; `undefined` leaves one as it is. */
export function names(kind: FileKind, shape: RegExp, rewrite: (name: string) => string | undefined) {
  return headers((header) => {
    const [, prefix = '', name = ''] = shape.exec(header.inside) ?? [];
    const renamed = header.kind === kind ? rewrite(name) : undefined;
    return renamed && `[${prefix}${renamed}]${header.after}`;
  });
}

/** Has headers unread whose inside looks like this, in one kind of file. */
export function unread(kind: FileKind, shape: RegExp) {
  return headers((header) => header.kind === kind && shape.test(header.inside) ? NOT_READ : undefined);
}

/** Has headers unread that never end. */
export const unreadUnclosed: (texts: Texts) => Texts = rewritten(['header'], ({ text }) =>
  BRACKETS.test(text.trim()) ? text : NOT_READ,
);
