/**
 * The lines of a file, an edit of them, and the edit as a diff. Each line keeps its end, and its text is the bytes as
 * `latin1`, so that joined lines give the same bytes, even in a file that is not valid UTF-8.
 */

import { withoutSecrets } from '../util/secret-text.ts';

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
