/** Which settings a later one of the same key replaces, where one of them has sub-properties. */

import type { FileKind } from '../../../src/config/ini/lexer.ts';
import { readHeader } from './header.ts';
import { type Line, outline, propertyOf } from './outline.ts';
import type { Texts } from './reading.ts';

/** The files without the replaced ones and what is below them. */
export function withoutReplaced(texts: Texts): Texts {
  const config = outline(texts.config);
  const credentials = outline(texts.credentials);
  const replaced = replacedLines([
    ...keyedLines(config, 'config'),
    ...keyedLines(credentials, 'credentials'),
  ]);
  const kept = (line: Line) => !replaced.has(line) && !(line.above && replaced.has(line.above));
  const textOf = (lines: readonly Line[]) =>
    lines
      .filter(kept)
      .map(({ text }) => text)
      .join('\n');
  return { config: textOf(config), credentials: textOf(credentials) };
}

/** A property, and what it shares with properties of the same key in the same section. */
type Keyed = readonly [id: string, line: Line];

function replacedLines(keyed: readonly Keyed[]): ReadonlySet<Line> {
  const last = new Map(keyed);
  const withSubs = keyed.filter(([, { below }]) => below.some(propertyOf));
  const ids = new Set(withSubs.map(([id]) => id));
  const replaced = keyed.filter(([id, line]) => ids.has(id) && last.get(id) !== line);
  return new Set(replaced.map(([, line]) => line));
}

function keyedLines(lines: readonly Line[], kind: FileKind): Keyed[] {
  const headers = lines.filter(({ role }) => role === 'header');
  const id = (header: Line) => sectionOf(header, kind);
  // A bare `[default]` is the profile of this name only if there is no prefixed one.
  const bare = headers.some((header) => id(header) === 'profile default') ? '' : 'profile';
  return lines.flatMap((line) => {
    const key = line.role === 'property' && propertyOf(line)?.key;
    if (!key || !line.above) return [];
    return [[`${id(line.above).replace(/^bare(?= default$)/, bare)} ${key}`, line] as const];
  });
}

function sectionOf({ text }: Line, kind: FileKind): string {
  const { type, name } = readHeader(text, kind) ?? {};
  return `${kind === 'credentials' ? 'profile' : (type ?? 'bare')} ${name}`;
}
