/** The lines of a file and which belongs to which: what a difference needs to know of its surroundings, and no more. */
import type { FileKind } from '../../../src/config/grammar/section-header.ts';
import type { Texts } from './reading.ts';

/** A line by its place in the file. */
export interface Line {
  /** `silent`: blank, a comment, or before the first header. `below`: deeper than the property above it. */
  readonly role: 'silent' | 'header' | 'property' | 'below';
  readonly text: string;
  /** Without white space around it and without a comment. */
  readonly content: string;
  /** Of a line `below`: the property above it. */
  readonly parent: Line | undefined;
  /** The content of the header above it, its own for a header. */
  readonly header: string;
}

const indentOf = (text: string) => text.length - text.trimStart().length;

/** A text without a comment and the white space around it. */
export function contentOf(text: string): string {
  return (text.trim().split(/[ \t][#;]/)[0] ?? '').trim();
}

/** The lines of a text. */
export function outline(text: string): Line[] {
  let header = '';
  let parent: Line | undefined;
  return text.split('\n').map((line) => {
    const role = roleOf(line, header, parent);
    const content = contentOf(line);
    if (role === 'header') header = content;
    const found: Line = { role, text: line, content, header, parent: role === 'below' ? parent : undefined };
    if (role === 'header') parent = undefined;
    if (role === 'property') parent = found;
    return found;
  });
}

function roleOf(line: string, header: string, parent: Line | undefined): Line['role'] {
  const text = line.trim();
  if (text.startsWith('[')) return 'header';
  if (header === '' || text === '' || text.startsWith('#') || text.startsWith(';')) return 'silent';
  return parent !== undefined && indentOf(line) > indentOf(parent.text) ? 'below' : 'property';
}

/** Key and value of a line that has both, the value perhaps empty. */
export function propertyOf({ content }: Line): { key: string; value: string } | undefined {
  const equals = content.indexOf('=');
  if (equals <= 0) return undefined;
  return { key: content.slice(0, equals).trim(), value: content.slice(equals + 1).trim() };
}

/** What is written for a line: nothing, another line, or several. */
type Rewrite = (line: Line, kind: FileKind) => string | readonly string[];

/** The same files with each line of this role rewritten. */
export function rewritten(roles: readonly Line['role'][], rewrite: Rewrite) {
  const file = (text: string, kind: FileKind) =>
    outline(text)
      .flatMap((line) => (roles.includes(line.role) ? rewrite(line, kind) : line.text))
      .join('\n');
  return ({ config, credentials }: Texts): Texts => ({
    config: file(config, 'config'),
    credentials: file(credentials, 'credentials'),
  });
}
