/**
 * Messages for unexpected errors: a system limit, missing files of swrole itself, or a bug. Exit code 1.
 */
import { dirname, resolve } from 'node:path';
import type { UnwritableError } from '../system.ts';
import type { Message } from './message.ts';

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
