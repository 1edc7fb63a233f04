/** The form of an error message, its lines on stderr, the parts that messages share, and the messages of a crash. */

import { dirname, resolve } from 'node:path';
import type { Location } from '../config/errors.ts';
import type { UnwritableError } from '../system.ts';
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
  /** Whether the user has left a question: that is no error, and is said without that word. */
  readonly isLeaving?: true;
}

/** The lines for stderr: no stack trace, safe for a terminal. */
export function formatError({ message, remark, hint, isLeaving }: Message): string {
  const lines = [ownLine(message, isLeaving ? undefined : 'error')];
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

// Messages of a crash: a system limit, missing files of swrole itself, or a bug. Exit code 1.

const failure = (message: string, hint: string): Message => ({ exitCode: 1, message, hint });

/** Messages for system limits, by error code. */
const LIMITS: Readonly<Record<string, Message>> = {
  EMFILE: failure(
    'too many open files (EMFILE)',
    'raise the limit (ulimit -n), or see why the program that starts swrole leaves so many open',
  ),
  ENFILE: failure(
    'too many open files on this machine (ENFILE)',
    'end other programs, or raise the limit of the system',
  ),
  ENOMEM: failure(
    'not enough memory (ENOMEM)',
    'end other programs, or raise the limit (ulimit -v)',
  ),
  EAGAIN: failure(
    'the system cannot start another process now (EAGAIN)',
    'end other programs, or raise the limit of processes (ulimit -u)',
  ),
};

/** What to do about a limit of the system, by the error's code; undefined for any other error. */
export const limitHint = (code: string): string | undefined => LIMITS[code]?.hint;

const NO_FOLDER = failure('the current folder no longer exists', 'change to another folder');

/** The files that the build writes (`.build/build.ts`). */
const BUILT = /[\\/]dist[\\/](?:(?:app|loader|questions|ready)\.cjs|chunks[\\/]|shell[\\/])/;

/** Whether node's loader failed, not the loaded code. */
function isFromLoader({ stack = '' }: Error): boolean {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const loader = frames.findIndex((line) => line.includes('node:internal/modules/'));
  return loader >= 0 && frames.slice(0, loader).every((line) => /[( ]node:/.test(line));
}

/** What `require` adds to an error about a missing file: the files that asked for it, the nearest first. */
type LoadError = NodeJS.ErrnoException & { readonly requireStack?: readonly string[] };

/** The file that could not be loaded: in the error, relative to the file that asks for it, or before a syntax error. */
function fileOf({ path, message, requireStack = [], stack = '' }: LoadError): string | undefined {
  if (path !== undefined) return path;
  const missing = /^Cannot find module '(\.[^']*)'/.exec(message)?.[1];
  const [parent] = requireStack;
  if (missing !== undefined && parent !== undefined) return resolve(dirname(parent), missing);
  return /^(\S.*):\d+\n/.exec(stack)?.[1];
}

function describeIncomplete(error: LoadError): Message | undefined {
  const file = fileOf(error);
  const isOwn = error.code !== undefined && file !== undefined && BUILT.test(file);
  if (!isOwn && !isFromLoader(error)) return undefined;
  return failure(
    `swrole is not completely installed: ${file ?? 'one of its files'} is missing or damaged`,
    'if swrole is being upgraded, run it again after that; if not, install it again',
  );
}

/** Shows only the kind of the error, because the message of an internal error may hold any text. */
function describeBug(error: unknown): Message {
  const kind = error instanceof Error ? error.name : typeof error;
  return failure(
    `internal error (${kind}); this is a bug in swrole`,
    'please report it, with what --debug shows',
  );
}

/** Describes an error that has no message of its own. */
export function describeCrash(error: unknown): Message {
  if (!(error instanceof Error)) return describeBug(error);
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  if (syscall === 'uv_cwd') return NO_FOLDER;
  return LIMITS[code] ?? describeIncomplete(error) ?? describeBug(error);
}

/** Describes output that could not be written, with the system's error code. */
export function describeUnwritable({
  stream,
  code,
}: Pick<UnwritableError, 'stream' | 'code'>): Message {
  return { exitCode: 1, message: `cannot write to ${stream} (${code})`, hint: undefined };
}

/**
 * Describes a version of node that is too old, with both versions: node itself would only report a syntax error.
 *
 * @param needed such as `20.12`
 * @param found such as `18.20.8`
 * @param program the path of that node
 */
export function describeOldNode(needed: string, found: string, program: string): Message {
  return failure(
    `swrole needs Node.js ${needed} or newer, and this is ${found}`,
    `it is ${program}; install a newer one, or put the newer one first in PATH`,
  );
}
