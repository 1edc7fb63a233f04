import { withoutSecrets } from '../util/secret-text.ts';

/**
 * A file as its lines, each with what ends it, so that joined again they are the same bytes. The text is that of the bytes
 * taken one by one (`latin1`): a file that is not UTF-8 throughout comes out as it went in.
 */

/** A physical line. */
export interface FileLine {
  readonly text: string;
  /** Empty only in the last line of a file without a newline at its end. */
  readonly end: '\n' | '\r\n' | '';
}

/** A change in one place: `removed` lines behind the first `after` lines make way for `added`. */
export interface LineEdit {
  readonly after: number;
  readonly removed: number;
  readonly added: readonly FileLine[];
}

/** Takes a file apart. An empty one has no lines. */
export function linesOf(bytes: Buffer): FileLine[] {
  const pieces = bytes.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return pieces.map((piece) => {
    const end = piece.endsWith('\r\n') ? '\r\n' : piece.endsWith('\n') ? '\n' : '';
    return { text: piece.slice(0, piece.length - end.length), end };
  });
}

/** Puts a file together. */
export function bytesOf(lines: readonly FileLine[]): Buffer {
  return Buffer.from(lines.map(({ text, end }) => text + end).join(''), 'latin1');
}

/** A text of ours in the way lines hold theirs. */
export function lineText(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** A line's text for people. */
function readableText({ text }: FileLine): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}

/** What ends a line that is added behind the first `after` lines: the same as the lines before it. */
export function lineEndAt(lines: readonly FileLine[], after: number): '\n' | '\r\n' {
  const known = lines.slice(0, after).findLast(({ end }) => end !== '') ?? lines[0];
  return known?.end || '\n';
}

/** The lines after an edit. A file without a newline at its end has none afterwards. */
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

// A change as `diff -U0` shows it. Lines around it are left out on purpose: next to a profile may stand another one's keys,
// which nobody who copies the screen into a ticket wants there.

/** A line of a diff, and which kind it is. */
export interface DiffLine {
  readonly kind: 'file' | 'place' | 'removed' | 'added';
  readonly text: string;
  /** That of the file's line, so that `patch` makes the same file of it. */
  readonly end: '\n' | '\r\n';
}

/**
 * The lines of a diff. That a last line without a newline gets one, because something comes behind it, is not shown: `patch`
 * does the same by itself.
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
    told('file', `--- ${lines ? file : '/dev/null'}`),
    told('file', `+++ ${file}`),
    told('place', `@@ -${range(after, removed)} +${range(after, added.length)} @@`),
    ...old.flatMap((line) => changed('removed', line)),
    ...next.flatMap((line) => changed('added', line)),
  ];
}

function told(kind: DiffLine['kind'], text: string): DiffLine {
  return { kind, text, end: '\n' };
}

const SIGN = { removed: '-', added: '+' } as const;

function changed(kind: 'removed' | 'added', line: FileLine): DiffLine[] {
  const text = SIGN[kind] + (kind === 'removed' ? shown(line) : readableText(line));
  if (line.end !== '') return [{ kind, text, end: line.end }];
  return [{ kind, text, end: '\n' }, told('place', '\\ No newline at end of file')];
}

// An empty range is named by the line before it (POSIX, diff -u).
function range(after: number, count: number): string {
  return `${count === 0 ? after : after + 1},${count}`;
}

/** What stood in the file before may have anything in it; what is added is ours. */
function shown(line: FileLine): string {
  const [, key, value] = /^(\s*[^\s=]+ *= *)(.*)$/.exec(readableText(line)) ?? [];
  return key === undefined || value === undefined
    ? withoutSecrets(readableText(line))
    : key + withoutSecrets(value);
}
