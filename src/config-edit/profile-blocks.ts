/**
 * Where a profile stands in a file: its headers with the lines below them. They are looked at as lines and not as settings,
 * because what one reader takes for the end of a value is a key to another (contract B.2, "continuation line"), and what is
 * a header to one is nothing to another, who gives the lines below it to the section above ("header followed by junk").
 */
import { type ContentLine, contentLines } from '../config/ini/lexer.ts';
import { type FileKind, readHeader } from '../config/grammar/section-header.ts';
import type { SourceText } from '../config/ini/parser.ts';
import type { KeyLine } from './errors.ts';

/** A header, and the lines up to the next. */
export interface Block {
  readonly header: ContentLine;
  readonly prefixed: boolean;
  readonly lines: readonly ContentLine[];
  /** The next header, if JS passes over it, and the lines that it takes for this block's. */
  readonly missed: readonly ContentLine[];
}

interface BlockDraft extends Block {
  readonly lines: ContentLine[];
  readonly missed: ContentLine[];
}

/** The blocks of a profile, in the order of the file. */
export function blocksOf(text: string, kind: FileKind, profile: string): Block[] {
  const blocks: BlockDraft[] = [];
  let lines: ContentLine[] | undefined;
  for (const line of contentLines(text)) {
    const block = line.text.startsWith('[') ? blockAt(line, kind, profile) : undefined;
    if (block) {
      blocks.push(block);
      lines = block.lines;
    } else if (line.text.startsWith('[')) {
      lines = lines && !isSeenByAll(line) ? blocks.at(-1)?.missed : undefined;
      lines?.push(line);
    } else lines?.push(line);
  }
  return blocks;
}

function blockAt(line: ContentLine, kind: FileKind, profile: string): BlockDraft | undefined {
  const header = readHeader(line.text, kind);
  if ('ignored' in header) return undefined;
  const { section, prefixed } = header;
  if (section.type !== 'profile' || section.name !== profile) return undefined;
  return { header: line, prefixed, lines: [], missed: [] };
}

/** Whether JS takes it for a header at all. */
function isSeenByAll(line: ContentLine): boolean {
  return withoutComment(line).endsWith(']');
}

function withoutComment({ text }: ContentLine): string {
  return text.replace(/\s[#;].*$/s, '').trim();
}

/** Whether every SDK reads the header: JS wants no comment right behind it and one space in it, others no quotes. */
export function isPlainHeader(line: ContentLine, profile: string): boolean {
  const header = withoutComment(line);
  return header === `[profile ${profile}]` || header === `[${profile}]`;
}

/** The lines of a profile that begin with one of the keys, however they are indented and spelt. */
export function keyLinesOf(
  { path, text }: SourceText,
  kind: FileKind,
  profile: string,
  keys: ReadonlySet<string>,
): KeyLine[] {
  const lines = blocksOf(text, kind, profile).flatMap((block) => block.lines);
  return lines
    .map((line) => ({ key: keyOf(line), at: { file: path, line: line.number } }))
    .filter(({ key }) => keys.has(key));
}

/** The key of a line, lower-case; empty if it has none. */
export function keyOf({ text }: ContentLine): string {
  const equals = text.indexOf('=');
  return equals < 0 ? '' : text.slice(0, equals).trim().toLowerCase();
}
