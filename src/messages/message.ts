/** The form of an error message, its lines on stderr, and the parts that messages share. */

import type { Location } from '../config/errors.ts';
import { ownLine } from '../util/text.ts';

/** An error as the user sees it. */
export interface Message {
  readonly exitCode: number;
  /** Lower case, no full stop, one line. */
  readonly message: string;
  /** What to do, if there is advice. */
  readonly hint: string | undefined;
  /** More about the failure: one line, before the hint. */
  readonly remark?: string;
}

/** The lines for stderr: no stack trace, safe for a terminal. */
export function formatError({ message, remark, hint }: Message): string {
  const lines = [ownLine(message, 'error')];
  for (const line of [remark, hint]) if (line !== undefined) lines.push(ownLine(line, 'hint'));
  return `${lines.join('\n')}\n`;
}

// Parts of messages: locations, lists of names, and commands for the platform's shell.

/** `/home/ada/.aws/config:7`. */
export const formatLocation = ({ file, line }: Location) => `${file}:${line}`;

/** The problem, after its location, if it has one. */
export function withLocation(at: Location | undefined, what: string): string {
  return at === undefined ? what : `${formatLocation(at)}: ${what}`;
}

/** A path of more than this many names is shortened. */
const MAX_PATH = 10;
/** The names of a shortened path that are shown at its beginning and end. */
const BEGINNING = 4;
const END = 2;

/** Names that lead to each other: `a -> b -> c`; a long path shows only the number of the names in its middle. */
export function wayWords(names: readonly string[], length = names.length): string {
  if (length <= MAX_PATH) return names.join(' -> ');
  const [beginning, end] = [names.slice(0, BEGINNING), names.slice(-END)];
  return [...beginning, `${length - BEGINNING - END} more`, ...end].join(' -> ');
}

/** Names in a list: `a, b, c and 7 more`. */
export function joinWords(names: readonly string[], most: number, length = names.length): string {
  const shown = names.slice(0, most).join(', ');
  return length > most ? `${shown} and ${length - most} more` : shown;
}

/**
 * The characters that need no quotes. Commands are for the platform's shell. On Windows they work in both PowerShell and cmd.exe;
 * no such command removes a variable, so a sentence names both.
 */
const SAFE = { posix: /^[\w/.@%+=:,-]+$/, windows: /^[\w/\\.@+=:,~-]+$/ };

/** A text as one argument in the platform's shell. */
export function quoteForShell(text: string, platform: NodeJS.Platform): string {
  if (platform === 'win32')
    return SAFE.windows.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
  return SAFE.posix.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

const COMMANDS = {
  posix: { copy: 'cp', remove: 'rm', move: 'mv' },
  windows: { copy: 'copy', remove: 'del', move: 'move' },
} as const;

/** The command that copies, removes or moves a file on the platform, with quoted paths. */
export function fileCommand(
  verb: keyof (typeof COMMANDS)['posix'],
  paths: readonly string[],
  platform: NodeJS.Platform,
): string {
  const command = COMMANDS[platform === 'win32' ? 'windows' : 'posix'][verb];
  return [command, ...paths.map((path) => quoteForShell(path, platform))].join(' ');
}

/** How to remove variables from the environment: a command, or on Windows a sentence. */
export function unsetHint(
  names: readonly string[],
  platform: NodeJS.Platform,
): { readonly isCommand: boolean; readonly text: string } {
  if (platform !== 'win32') return { isCommand: true, text: `unset ${names.join(' ')}` };
  const text = `remove ${names.join(', ')} from the environment: $env:NAME = $null in PowerShell, set NAME= in cmd.exe`;
  return { isCommand: false, text };
}
