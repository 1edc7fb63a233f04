/** The same two files with some of their lines written in another way. */

import type { FileKind } from '../../../src/config/ini/lexer.ts';
import { type Header, readHeader } from './header.ts';
import { type Line, outline } from './outline.ts';
import type { Texts } from './reading.ts';

/** Two files → two files. */
export type Rewrite = (texts: Texts) => Texts;

/** Writes each line of some roles as another line, as several, or not at all. */
export function rewriteLines(
  roles: readonly Line['role'][],
  write: (line: Line, kind: FileKind) => string | readonly string[],
): Rewrite {
  const rewriteFile = (text: string, kind: FileKind) =>
    outline(text)
      .flatMap((line) => (roles.includes(line.role) ? write(line, kind) : line.text))
      .join('\n');
  return ({ config, credentials }) => ({
    config: rewriteFile(config, 'config'),
    credentials: rewriteFile(credentials, 'credentials'),
  });
}

/** Writes other text into or behind the brackets of some headers. */
export function rewriteHeaders(
  write: (header: Header) => false | Partial<Pick<Header, 'inside' | 'after'>>,
): Rewrite {
  return rewriteLines(['header'], ({ text }, kind) => {
    const header = readHeader(text, kind);
    const changes = header && write(header);
    if (!header || !changes) return text;
    const { inside, after } = { ...header, ...changes };
    return text.replace(text.trim(), () => `[${inside}]${after}`);
  });
}

/** Writes the keys of properties and sub-properties differently. */
export function rewriteKeys(write: (key: string) => string): Rewrite {
  return rewriteLines(['property', 'below'], ({ text }) => text.replace(/^[^=]*(?==)/, write));
}
