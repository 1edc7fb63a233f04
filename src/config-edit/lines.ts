/**
 * The lines of a file, an edit of them, and the edit as a diff. Each line keeps its end, and its text is the bytes as
 * `latin1`, so that joined lines give the same bytes, even in a file that is not valid UTF-8. The lines of a profile are found
 * by its headers.
 */

import type { ConfigTexts } from '../config/files.ts';
import { type ContentLine, contentLines, type FileKind, readHeader } from '../config/ini/lexer.ts';
import type { SourceText } from '../config/ini/parser.ts';
import { withoutSecrets } from '../util/secret-text.ts';
import { ConfigEditError, type KeyLine, MEANINGS } from './errors.ts';

/** A physical line. */
export interface FileLine {
  readonly text: string;
  /** Empty only in the last line of a file without a newline at its end. */
  readonly end: '\n' | '\r\n' | '';
}

/** A change in one place: after the first `after` lines, `added` replaces the next `removed` lines. */
export interface LineEdit {
  readonly after: number;
  readonly removed: number;
  readonly added: readonly FileLine[];
}

/** Splits a file into lines. An empty file has no lines. */
export function linesOf(bytes: Buffer): FileLine[] {
  const pieces = bytes.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return pieces.map((piece) => {
    const end = piece.endsWith('\r\n') ? '\r\n' : piece.endsWith('\n') ? '\n' : '';
    return { text: piece.slice(0, piece.length - end.length), end };
  });
}

/** Joins lines to a file. */
export function bytesOf(lines: readonly FileLine[]): Buffer {
  return Buffer.from(lines.map(({ text, end }) => text + end).join(''), 'latin1');
}

/** Encodes a text in the form that lines have. */
export function lineText(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** A line's text for display. */
function readableText({ text }: FileLine): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}

/** The end of a line to add after the first `after` lines: the same as of the lines before it. */
export function lineEndAt(lines: readonly FileLine[], after: number): '\n' | '\r\n' {
  const known = lines.slice(0, after).findLast(({ end }) => end !== '') ?? lines[0];
  return known?.end || '\n';
}

/** Applies an edit. A file without a newline at its end has none afterwards. */
export function editedLines(
  lines: readonly FileLine[],
  { after, removed, added }: LineEdit,
): FileLine[] {
  const end = lineEndAt(lines, after);
  const kept = lines.slice(0, after).map((line) => (line.end ? line : { ...line, end }));
  const edited = [...kept, ...added, ...lines.slice(after + removed)];
  const isOpen = lines.at(-1)?.end === '';
  return isOpen ? edited.map((line, i) => (i < edited.length - 1 ? line : open(line))) : edited;
}

function open({ text }: FileLine): FileLine {
  return { text, end: '' };
}

// An edit as `diff -U0` shows it. Context lines are omitted on purpose: they may hold the keys of another profile, which
// must not get into a ticket with a copy of the screen.

/** A line of a diff, and its kind. */
export interface DiffLine {
  readonly kind: 'file' | 'place' | 'removed' | 'added';
  readonly text: string;
  /** The end of the file's line, so that `patch` makes the same file. */
  readonly end: '\n' | '\r\n';
}

/**
 * The lines of a diff. If lines are added after a last line without a newline, that line gets one; the diff does not show
 * it, because `patch` does the same.
 *
 * @param lines the file before; `undefined` if there was none
 */
export function unifiedDiff(
  file: string,
  lines: readonly FileLine[] | undefined,
  edit: LineEdit,
): DiffLine[] {
  const before = lines ?? [];
  const { after, removed, added } = edit;
  const old = before.slice(after, after + removed);
  const next = editedLines(before, edit).slice(after, after + added.length);
  return [
    diffLine('file', `--- ${lines ? file : '/dev/null'}`),
    diffLine('file', `+++ ${file}`),
    diffLine('place', `@@ -${range(after, removed)} +${range(after, added.length)} @@`),
    ...old.flatMap((line) => changedLines('removed', line)),
    ...next.flatMap((line) => changedLines('added', line)),
  ];
}

function diffLine(kind: DiffLine['kind'], text: string): DiffLine {
  return { kind, text, end: '\n' };
}

const SIGN = { removed: '-', added: '+' } as const;

function changedLines(kind: 'removed' | 'added', line: FileLine): DiffLine[] {
  const text = SIGN[kind] + (kind === 'removed' ? redactedText(line) : readableText(line));
  if (line.end !== '') return [{ kind, text, end: line.end }];
  return [{ kind, text, end: '\n' }, diffLine('place', '\\ No newline at end of file')];
}

// An empty range is named by the line before it (POSIX, diff -u).
function range(after: number, count: number): string {
  return `${count === 0 ? after : after + 1},${count}`;
}

/** Hides secrets in a removed line, which may hold anything; added lines are swrole's own. */
function redactedText(line: FileLine): string {
  const [, key, value] = /^(\s*[^\s=]+ *= *)(.*)$/.exec(readableText(line)) ?? [];
  return key === undefined || value === undefined
    ? withoutSecrets(readableText(line))
    : key + withoutSecrets(value);
}

// Finds a profile's headers in a file and the lines below them. It works on lines and not on settings, because SDKs
// disagree: a line that continues a value for one is a key for another (contract B.2, "continuation line"), and a header
// for one is ignored by another, which gives the lines below it to the section above ("header followed by junk").

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
