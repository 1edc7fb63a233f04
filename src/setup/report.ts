/** What `setup` says beside the change itself. */
import { fileCommand } from '../words/shell-commands.ts';
import type { PassingPath } from '../cli/setup/passing-path.ts';

/** A profile that has just been written. */
export interface Written {
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
