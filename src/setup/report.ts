/**
 * Writes the change of `swrole setup` under a lock, and prints it: the diff, the next steps, and warnings about paths that
 * will disappear.
 */

import { type Context, interruptible } from '../cli/context.ts';
import {
  bytesOf,
  type DiffLine,
  editedLines,
  type LineEdit,
  linesOf,
  unifiedDiff,
} from '../config-edit/lines.ts';
import { type Backup, type FileState, replaceFile } from '../config-edit/replace-file.ts';
import { SETUP_LOCK } from '../fast-path/paths.ts';
import { fileCommand } from '../messages/message.ts';
import { namedLock, takeTurns } from '../storage/take-turns.ts';
import type { Output } from '../system.ts';
import { noteText, type Style, styleOf, withTilde } from '../ui/format.ts';
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
export function doneLines({ app, role, file, backup }: Written, platform: NodeJS.Platform): Note[] {
  return [
    `AWS_PROFILE=${app} now stands for ${role} in every SDK`,
    ['try it:', `aws sts get-caller-identity --profile ${app}`],
    undoLine({ file, backup }, platform),
  ];
}

/** How to undo the change. */
export function undoLine(
  { file, backup }: Pick<Written, 'file' | 'backup'>,
  platform: NodeJS.Platform,
): Note {
  const undo =
    backup === undefined
      ? fileCommand('remove', [file], platform)
      : fileCommand('copy', [backup, file], platform);
  return ['undo it:', undo];
}

/** A path that will disappear, and what to do then: the text of a warning. */
export function describeTransientPath({ path, why }: TransientPath): string {
  return `${TRANSIENT_PATHS[why]}: ${path}`;
}

const TRANSIENT_PATHS: Record<TransientPath['why'], string> = {
  'node-version': 'this node goes when its version is removed; run setup again then',
  'package-cache': 'this swrole is in a cache and may go; install it, and run setup again',
  'temporary-folder':
    'this swrole is in a folder for temporary files and may go; install it, and run setup again',
};

/** Prints the change of a file as a diff: on stdout it is the output of `--dry-run`. */
export async function showDiff(
  { path, bytes, stats }: FileState,
  edit: LineEdit,
  { system }: Context,
  output: Output = system.stdout,
) {
  const style = styleOf(output, system.env);
  // In a pipe, `patch` finds the file by its whole path.
  const shown = output.isTerminal ? withTilde(path, system.home) : path;
  const diff = unifiedDiff(shown, stats && linesOf(bytes), edit);
  const lines = diff.map(({ kind, text, end }) => PAINT[kind](style)(safeText(text)) + end);
  await output.write(lines.join(''));
}

/** Prints edits of one file as diffs, each for the file as the one before leaves it. */
export async function showEdits(
  { state, edits }: { readonly state: FileState; readonly edits: readonly LineEdit[] },
  context: Context,
  output?: Output,
): Promise<void> {
  let shown = state;
  for (const edit of edits) {
    await showDiff(shown, edit, context, output);
    shown = { ...shown, bytes: withEdits(shown, [edit]) };
  }
}

const PAINT: Record<DiffLine['kind'], (style: Style) => (text: string) => string> = {
  file: ({ bold }) => bold,
  place: ({ dim }) => dim,
  removed: ({ red }) => red,
  added: ({ green }) => green,
};

/** A sentence, or its words with a command that is never broken (`noteText`). */
export type Note = string | readonly string[];

/** Prints a note of swrole's own on stderr. */
export async function log(note: Note, { system }: Context, level?: 'warning'): Promise<void> {
  await system.stderr.write(noteText(note, system, level));
}

/** Writes edits, each for the file as the one before leaves it. A signal takes effect after it, because ending the process in between would leave temporary copies. */
export function writeEdits(
  state: FileState,
  edits: readonly LineEdit[],
  { system }: Context,
): Promise<Backup> {
  return interruptible(system, async () => replaceFile(state, withEdits(state, edits)));
}

/** The bytes of a file after edits, each for the file as the one before leaves it. */
export function withEdits({ bytes }: FileState, edits: readonly LineEdit[]): Buffer {
  return bytesOf(edits.reduce((lines, edit) => editedLines(lines, edit), linesOf(bytes)));
}

// The lock between two runs that edit AWS's files: the second one reads what the first one wrote, so nothing is lost.

/** How many milliseconds to wait for the lock: its holder only reads and writes one file. */
const LOCK_TIMEOUT = 5_000;

/** Runs the work under the lock. After the timeout it runs without it: `replaceFile` still detects a changed file. */
export async function withEditLock<T>(context: Context, work: () => Promise<T>): Promise<T> {
  const { system } = context;
  const deps = { ...system, ...context, deadline: system.now() + LOCK_TIMEOUT };
  const lock = namedLock(context, SETUP_LOCK, 'config file');
  const done = await takeTurns(lock, deps, async (held) => held && { result: await work() });
  return done === undefined ? work() : done.result;
}
