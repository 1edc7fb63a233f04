/**
 * A change as `diff -U0` shows it. Lines around it are left out on purpose: next to a profile may stand another one's keys,
 * which nobody who copies the screen into a ticket wants there.
 */
import { showable } from '../config/config-error.ts';
import { type FileLine, type LineEdit, readableText } from './file-lines.ts';

/** A line of a diff, and which kind it is. */
export interface DiffLine {
  readonly kind: 'file' | 'place' | 'removed' | 'added';
  readonly text: string;
}

/** @param lines the file before; `undefined` if there was none */
export function unifiedDiff(
  file: string,
  lines: readonly FileLine[] | undefined,
  { after, removed, added }: LineEdit,
): DiffLine[] {
  const old = (lines ?? []).slice(after, after + removed);
  const place = `@@ -${range(after, removed)} +${range(after, added.length)} @@`;
  return [
    { kind: 'file', text: `--- ${lines ? file : '/dev/null'}` },
    { kind: 'file', text: `+++ ${file}` },
    { kind: 'place', text: place },
    ...old.map((line) => ({ kind: 'removed', text: `-${shown(line)}` }) as const),
    ...added.map((line) => ({ kind: 'added', text: `+${shown(line)}` }) as const),
  ];
}

// An empty range is named by the line before it (POSIX, diff -u).
function range(after: number, count: number): string {
  return `${count === 0 ? after : after + 1},${count}`;
}

function shown(line: FileLine): string {
  const [, key, value] = /^(\s*[^\s=]+ *= *)(.*)$/.exec(readableText(line)) ?? [];
  return key === undefined || value === undefined ? readableText(line) : key + showable(value);
}
