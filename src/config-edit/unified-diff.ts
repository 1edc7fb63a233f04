/**
 * A change as `diff -U0` shows it. Lines around it are left out on purpose: next to a profile may stand another one's keys,
 * which nobody who copies the screen into a ticket wants there.
 */
import { withoutSecrets } from '../util/secret-text.ts';
import { editedLines, type FileLine, type LineEdit, readableText } from './lines.ts';

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
