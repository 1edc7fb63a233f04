/** What `setup` says beside the change itself. */

import type { Context } from '../cli/context.ts';
import { type DiffLine, type LineEdit, linesOf, unifiedDiff } from '../config-edit/lines.ts';
import type { FileState } from '../config-edit/replace-file.ts';
import { fileCommand } from '../messages/phrases.ts';
import { type Style, styleOf } from '../ui/format.ts';
import { safeText } from '../util/text.ts';
import type { PassingPath } from './launcher.ts';

/** A profile that has just been written. */
interface Written {
  readonly app: string;
  readonly role: string;
  readonly file: string;
  /** The file as it was; `undefined` if there was none. */
  readonly backup: string | undefined;
}

/** What it is good for, how to see that it works, and the way back: to copy keeps the mode. */
export function doneLines(
  { app, role, file, backup }: Written,
  platform: NodeJS.Platform,
): string[] {
  const undo =
    backup === undefined
      ? fileCommand('remove', [file], platform)
      : fileCommand('copy', [backup, file], platform);
  return [
    `AWS_PROFILE=${app} now stands for ${role} in every SDK`,
    `try it: aws sts get-caller-identity --profile ${app}`,
    `undo it: ${undo}`,
  ];
}

/** What will take the command away, and what helps then. */
export function passingWords({ path, why }: PassingPath): string {
  return `warning: ${PASSING[why]}: ${path}`;
}

const PASSING: Record<PassingPath['why'], string> = {
  'node-version': 'this node goes when its version is removed; run setup again then',
  'package-cache': 'this swrole is in a cache and may go; install it, and run setup again',
  'temporary-folder':
    'this swrole is in a folder for temporary files and may go; install it, and run setup again',
};

// The change, for a person's eyes and on stdout: it is what `--dry-run` is asked for.

/** Prints the change of a file, in colour where colours are wanted. */
export async function showDiff(
  { path, bytes, stats }: FileState,
  edit: LineEdit,
  { system }: Context,
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
