/** The change, for a person's eyes and on stdout: it is what `--dry-run` is asked for. */
import type { LineEdit } from '../../config-edit/lines.ts';
import { linesOf } from '../../config-edit/lines.ts';
import type { FileState } from '../../config-edit/read-for-edit.ts';
import { type DiffLine, unifiedDiff } from '../../config-edit/unified-diff.ts';
import { safeText } from '../../util/text.ts';
import { type Style, styleOf } from '../people/style.ts';
import type { World } from '../context.ts';

/** Prints the change of a file, in colour where colours are wanted. */
export async function showDiff(
  { path, bytes, stats }: FileState,
  edit: LineEdit,
  { system }: World,
) {
  const style = styleOf(system.stdout, system.env);
  const diff = unifiedDiff(path, stats && linesOf(bytes), edit);
  const lines = diff.map(({ kind, text, end }) => PAINT[kind](style)(safeText(text)) + end);
  await system.stdout.write(lines.join(''));
}

const PAINT: Record<DiffLine['kind'], (style: Style) => (text: string) => string> = {
  file: ({ bold }) => bold,
  place: ({ dim }) => dim,
  removed: ({ red }) => red,
  added: ({ green }) => green,
};
