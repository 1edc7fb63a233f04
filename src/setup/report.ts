/** Prints the result of `swrole setup`: the diff, the next steps, and warnings about paths that will disappear. */

import type { Context } from '../cli/context.ts';
import { type DiffLine, type LineEdit, linesOf, unifiedDiff } from '../config-edit/lines.ts';
import type { FileState } from '../config-edit/replace-file.ts';
import { fileCommand } from '../messages/message.ts';
import { type Style, styleOf } from '../ui/format.ts';
import { safeText } from '../util/text.ts';
import type { TransientPath } from './launcher.ts';

/** A profile that `setup` has written. */
interface Written {
  readonly app: string;
  readonly role: string;
  readonly file: string;
  /** The backup of the file; `undefined` if the file is new. */
  readonly backup: string | undefined;
}

/** What the profile does, how to test it, and how to undo it. Undo copies the backup, which keeps the file mode. */
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

/** The warning about a path that will disappear, and what to do then. */
export function describeTransientPath({ path, why }: TransientPath): string {
  return `warning: ${TRANSIENT_PATHS[why]}: ${path}`;
}

const TRANSIENT_PATHS: Record<TransientPath['why'], string> = {
  'node-version': 'this node goes when its version is removed; run setup again then',
  'package-cache': 'this swrole is in a cache and may go; install it, and run setup again',
  'temporary-folder':
    'this swrole is in a folder for temporary files and may go; install it, and run setup again',
};

/** Prints the change of a file as a diff on stdout, the output of `--dry-run`. */
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
