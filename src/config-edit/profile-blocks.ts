/**
 * Finds a profile's headers in a file and the lines below them. It works on lines and not on settings, because SDKs
 * disagree: a line that continues a value for one is a key for another (contract B.2, "continuation line"), and a header
 * for one is ignored by another, which gives the lines below it to the section above ("header followed by junk").
 */

import type { ConfigTexts } from '../config/files.ts';
import { type ContentLine, contentLines, type FileKind, readHeader } from '../config/ini/lexer.ts';
import type { SourceText } from '../config/ini/parser.ts';
import { ConfigEditError, type KeyLine, MEANINGS } from './errors.ts';

/** A header, and the lines up to the next. */
export interface Block {
  readonly header: ContentLine;
  readonly prefixed: boolean;
  readonly lines: readonly ContentLine[];
  /** The next header, if JS ignores it, and the lines below it, which JS reads as part of this block. */
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

/** Whether JS reads the line as a header too. */
function isSeenByAll(line: ContentLine): boolean {
  return withoutComment(line).endsWith(']');
}

function withoutComment({ text }: ContentLine): string {
  return text.replace(/\s[#;].*$/s, '').trim();
}

/**
 * Whether every SDK reads the header: JS requires one space in it and no comment directly behind it; others require no
 * quotes.
 */
function isPlainHeader(line: ContentLine, profile: string): boolean {
  const header = withoutComment(line);
  return header === `[profile ${profile}]` || header === `[${profile}]`;
}

/** The lines of a profile that begin with one of the keys, in any indentation and in upper or lower case. */
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

/** The key of a line, in lower case; empty if it has none. */
export function keyOf({ text }: ContentLine): string {
  const equals = text.indexOf('=');
  return equals < 0 ? '' : text.slice(0, equals).trim().toLowerCase();
}

/**
 * Asserts that every SDK reads the profile's headers. If JS ignores a header, it gives the lines below to the section above,
 * so a line written there would change another profile.
 *
 * @param blocks the profile's blocks in the config file
 * @throws ConfigEditError `two-defaults`, `odd-header`
 */
export function assertReadableHeaders(
  texts: ConfigTexts,
  blocks: readonly Block[],
  profile: string,
): void {
  assertOneForm(texts.config.path, blocks);
  assertPlainHeaders(texts, blocks, profile);
}

function assertOneForm(file: string, [first, ...others]: readonly Block[]): void {
  const other = others.find(({ prefixed }) => prefixed !== first?.prefixed);
  if (first === undefined || other === undefined) return;
  const [at, otherAt] = [first, other].map(({ header }) => ({ file, line: header.number }));
  if (at && otherAt) throw new ConfigEditError({ kind: 'two-defaults', at, otherAt });
}

/**
 * Refuses a header of the profile that some SDK ignores, and an ignored header behind it whose lines would count for the
 * profile.
 */
function assertPlainHeaders(texts: ConfigTexts, blocks: readonly Block[], profile: string): void {
  const { config, credentials } = texts;
  const odd = blocks.find(({ header }) => !isPlainHeader(header, profile))?.header;
  const places = [
    { file: config.path, line: odd ?? missedHeader(blocks) },
    {
      file: credentials.path,
      line: missedHeader(blocksOf(credentials.text, 'credentials', profile)),
    },
  ];
  for (const { file, line } of places) {
    if (line === undefined) continue;
    const at = { file, line: line.number };
    throw new ConfigEditError({ kind: 'odd-header', profile, at });
  }
}

function missedHeader(blocks: readonly Block[]): ContentLine | undefined {
  const block = blocks.find(({ missed }) => missed.some((line) => MEANINGS.has(keyOf(line))));
  return block?.missed[0];
}
