/**
 * Words for what no part of the program expects: the system has no more of something, files of swrole itself are missing,
 * or a bug. Exit code 1.
 */
import type { Message } from './message.ts';

const failure = (message: string, hint: string): Message => ({ exitCode: 1, message, hint });

/** The system's limits, by its error code. */
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

const NO_FOLDER = failure('the current folder no longer exists', 'change to another folder');

/** The files that the build makes (`.build/build.ts`). */
const BUILT = /[\\/]dist[\\/](?:app\.js|questions\.cjs|chunks[\\/]|shell[\\/])/;

/** Whether node's loader failed, and not the code that it loads. */
function isFromLoader({ stack = '' }: Error): boolean {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const loader = frames.findIndex((line) => line.includes('node:internal/modules/'));
  return loader >= 0 && frames.slice(0, loader).every((line) => /[( ]node:/.test(line));
}

/** The file that a failure of loading is about: an absolute path in the error, or in its message. */
function fileOf({ path, message }: NodeJS.ErrnoException): string | undefined {
  return path ?? /'((?:\/|[A-Za-z]:\\).*?)'/.exec(message)?.[1];
}

function describeIncomplete(error: NodeJS.ErrnoException): Message | undefined {
  const file = fileOf(error);
  const isOwn = error.code !== undefined && file !== undefined && BUILT.test(file);
  if (!isOwn && !isFromLoader(error)) return undefined;
  if (error.code === 'ERR_INVALID_MODULE_SPECIFIER')
    return failure(
      'node cannot load a program from a folder with a backslash in its name',
      'install swrole in another folder',
    );
  return failure(
    `swrole is not completely installed: ${file ?? 'one of its files'} is missing or damaged`,
    'if swrole is being upgraded, run it again after that; if not, install it again',
  );
}

/** A message that was not written for people may hold anything, so only the error's kind is shown. */
function describeBug(error: unknown): Message {
  const kind = error instanceof Error ? error.name : typeof error;
  return failure(
    `internal error (${kind}); this is a bug in swrole`,
    'please report it, with what --debug shows',
  );
}

/** Words for an error that has none of its own. */
export function describeCrash(error: unknown): Message {
  if (!(error instanceof Error)) return describeBug(error);
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  if (syscall === 'uv_cwd') return NO_FOLDER;
  return LIMITS[code] ?? describeIncomplete(error) ?? describeBug(error);
}

/**
 * Words for a version of node that is too old, which name both: its own complaint would be about the syntax of a file.
 *
 * @param needed such as `20.12`
 * @param found such as `18.20.8`
 * @param program the node that was found
 */
export function describeOldNode(needed: string, found: string, program: string): Message {
  return failure(
    `swrole needs Node.js ${needed} or newer, and this is ${found}`,
    `it is ${program}; install a newer one, or put the newer one first in PATH`,
  );
}
