/** Places in words. Errors and warnings know their place apart from what they say, because not everybody puts it first. */
import type { Location } from '../config/errors.ts';

/** `/home/ada/.aws/config:7`. */
export const formatLocation = ({ file, line }: Location) => `${file}:${line}`;

/** What is wrong, behind the place where it is, if there is one. */
export function withLocation(at: Location | undefined, what: string): string {
  return at === undefined ? what : `${formatLocation(at)}: ${what}`;
}

/** Names in a row, of which a reader needs no more than a few. */

/** So many names of a way are shown at its beginning, where it is longer than `WHOLE`. */
const BEGINNING = 4;
const END = 2;
const WHOLE = 10;

/** Names that lead to each other: `a -> b -> c`; of very many, those in the middle are counted. */
export function wayWords(names: readonly string[], length = names.length): string {
  if (length <= WHOLE) return names.join(' -> ');
  const [beginning, end] = [names.slice(0, BEGINNING), names.slice(-END)];
  return [...beginning, `${length - BEGINNING - END} more`, ...end].join(' -> ');
}

/** Names in a list: `a, b, c and 7 more`. */
export function joinWords(names: readonly string[], most: number, length = names.length): string {
  const shown = names.slice(0, most).join(', ');
  return length > most ? `${shown} and ${length - most} more` : shown;
}

/**
 * Commands that a person can copy into the shell of the platform. On Windows they are such as both PowerShell and cmd.exe take;
 * for a variable there is none, so that a sentence names both.
 */

const SAFE = { posix: /^[\w/.@%+=:,-]+$/, windows: /^[\w/\\.@+=:,~-]+$/ };

/** A text as one word of the platform's shell. */
export function quoteForShell(text: string, platform: NodeJS.Platform): string {
  if (platform === 'win32')
    return SAFE.windows.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
  return SAFE.posix.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

const COMMANDS = {
  posix: { copy: 'cp', remove: 'rm', move: 'mv' },
  windows: { copy: 'copy', remove: 'del', move: 'move' },
} as const;

/** What copies, removes or moves a file: on the platform, with the paths as words. */
export function fileCommand(
  verb: keyof (typeof COMMANDS)['posix'],
  paths: readonly string[],
  platform: NodeJS.Platform,
): string {
  const command = COMMANDS[platform === 'win32' ? 'windows' : 'posix'][verb];
  return [command, ...paths.map((path) => quoteForShell(path, platform))].join(' ');
}

/** What takes variables out of the environment: a command, or on Windows a sentence. */
export function unsetHint(
  names: readonly string[],
  platform: NodeJS.Platform,
): { readonly isCommand: boolean; readonly text: string } {
  if (platform !== 'win32') return { isCommand: true, text: `unset ${names.join(' ')}` };
  const text = `remove ${names.join(', ')} from the environment: $env:NAME = $null in PowerShell, set NAME= in cmd.exe`;
  return { isCommand: false, text };
}
