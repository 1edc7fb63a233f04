/** Words for a file that cannot be read, and for what to do about it. */
import type { Encoding } from '../config/read-file.ts';
import type { NoHomeError } from '../fast-path/paths.ts';
import type { FolderProblem } from '../fast-path/private-file.ts';
import type { OutputError } from '../formats/document.ts';
import type { SpawnError, SpawnErrorDetails } from '../process/exec.ts';
import type { DiskError } from '../storage/private-store.ts';
import type { Message } from './message.ts';
import { quoteForShell } from './phrases.ts';

const ENCODINGS: Readonly<Record<Encoding, string>> = {
  'UTF-16LE': 'Unicode',
  'UTF-16BE': 'BigEndianUnicode',
  'UTF-32LE': 'UTF32',
  'UTF-32BE': 'UTF32',
};

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  ENOENT: 'it does not exist',
  ENOTDIR: 'its path goes through a file',
  ENXIO: 'it is a socket, or a device that is not there',
};

const MIB = 1024 * 1024;

/**
 * What keeps a file from being read, in words.
 *
 * @param code of the error
 * @param limit the most bytes that such a file may have
 */
export function describeUnreadable(file: string, code: string, limit: number): string {
  if (code === 'TOO-LARGE') return `${file} is larger than ${limit / MIB} MiB`;
  if (code === 'SILENT')
    return `cannot read ${file}: it is a pipe, and nothing came through it in time`;
  if (isEncoding(code)) return `${file} is written in ${code.slice(0, 6)}, not in UTF-8`;
  const reason = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  return `cannot read ${file}${reason === undefined ? '' : `: ${reason}`} (${code})`;
}

/** How to write a file in UTF-8 that is in another encoding; undefined for every other trouble. */
export function encodingHint(file: string, code: string): string | undefined {
  if (!isEncoding(code)) return undefined;
  const name = `'${file.replaceAll("'", "''")}'`;
  // Set-Content of Windows PowerShell would write a byte order mark, which most SDKs refuse.
  const command = `[IO.File]::WriteAllLines(${name}, (Get-Content -Encoding ${ENCODINGS[code]} ${name}))`;
  return `save it as UTF-8 without a byte order mark; in PowerShell: ${command}`;
}

function isEncoding(code: string): code is Encoding {
  return Object.hasOwn(ENCODINGS, code);
}

/** What helps against every trouble with swrole's directory. */
export const OTHER_CACHE = 'set SWROLE_CACHE_DIR to a folder that only you can open';

/** The same where the variable names the folder that cannot be used. */
export const CORRECT_CACHE = 'unset SWROLE_CACHE_DIR, or set it to a folder that only you can open';

const NO_SPACE = `free some space there, or ${OTHER_CACHE}`;

/** Why a folder or file cannot be used, after its path: by the codes that are swrole's own, and the usual ones of systems. */
const FOLDER_REASONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'not-private':
      'is not a folder that only you can open, so swrole uses and removes nothing in it',
    'foreign-home': 'belongs to another user, so swrole creates nothing in it',
    'foreign-folder': 'belongs to another user, so swrole uses and removes nothing in it',
    'not-a-folder': 'is a link or a file, not a folder, so swrole keeps nothing there',
    kernel: 'belongs to the kernel of the system, and programs can keep no files there',
    'no-lock-support': 'cannot be locked, because the native module for locks is missing',
    'short-write': 'was written only in part, so the disk may be full',
    EACCES: 'cannot be written to: permission denied (EACCES)',
    EDQUOT: 'cannot be written to: your quota of disk space is used up (EDQUOT)',
    EFBIG: 'cannot be written: the limit of the size of files is too low (EFBIG, ulimit -f)',
    EIO: 'is on a disk that reports an error (EIO)',
    ELOOP: 'leads in a circle of links (ELOOP)',
    ENAMETOOLONG: 'is too long for a path (ENAMETOOLONG)',
    ENOSPC: 'cannot be written to: the disk is full (ENOSPC)',
    ENOTDIR: 'goes through a file, not a folder (ENOTDIR)',
    EROFS: 'cannot be written to: the file system is read-only (EROFS)',
  }),
);

// A map: a code can come from a stored failure, and an object would also have `constructor` and the like.
const HINTS: ReadonlyMap<string, (path: string) => string> = new Map<
  string,
  (path: string) => string
>(
  Object.entries({
    'foreign-home': () => OTHER_CACHE,
    'foreign-folder': () => OTHER_CACHE,
    'no-home': () => OTHER_CACHE,
    EDQUOT: () => NO_SPACE,
    ENOSPC: () => NO_SPACE,
    'not-a-folder': (path) => (isOwnPlace(path) ? `remove it, or ${OTHER_CACHE}` : OTHER_CACHE),
    'not-private': (path) =>
      isOwnPlace(path)
        ? `run chmod 700 ${quoteForShell(path, 'linux')}, or ${OTHER_CACHE}`
        : OTHER_CACHE,
  }),
);

/**
 * Whether a path can only be swrole's. Of any other folder that `SWROLE_CACHE_DIR` names, such as `/tmp` or `/`, no command is
 * advised: closing or moving it could break the machine.
 */
export function isOwnPlace(path: string): boolean {
  return /[\\/]\.aws[\\/]swrole(?:[\\/]|$)/.test(path);
}

/** Words for a cache that does not do what was asked of it. Exit code 1. */
export function describeDiskError({ path, code }: DiskError): Message {
  return {
    exitCode: 1,
    message: describeFolderProblem(path, code),
    hint: HINTS.get(code)?.(path),
  };
}

/** What to do about a folder that cannot be used. */
export function diskHint(path: string, code: string): string {
  return HINTS.get(code)?.(path) ?? OTHER_CACHE;
}

/** Words for a session that was to be kept and cannot be. */
export function describeUncacheable(profile: string, error: DiskError): Message {
  const { exitCode, message } = describeDiskError(error);
  const hint = diskHint(error.path, error.code);
  return { exitCode, message: `no session of profile '${profile}' can be kept: ${message}`, hint };
}

/** The same error, where each call needs a code of its own because no session can be kept. */
export function withCacheAdvice(
  { hint, ...words }: Message,
  { path, code }: FolderProblem,
): Message {
  const advice = `each call needs a code of its own, because no session can be kept: ${describeFolderProblem(path, code)}; ${diskHint(path, code)}`;
  return { ...words, hint: hint === undefined ? advice : `${hint}; ${advice}` };
}

/** Why swrole's directory cannot be used, in one sentence. */
export function describeFolderProblem(path: string, code: string): string {
  if (code === 'no-home') return 'swrole keeps nothing, because no home directory is known';
  const reason = FOLDER_REASONS.get(code);
  return reason === undefined ? `cannot change ${path} (${code})` : `${path} ${reason}`;
}

/** Words for a file in a home directory that is not known. Exit code 3. */
export function describeNoHome({ path }: NoHomeError): Message {
  return {
    exitCode: 3,
    message: `cannot find ${path}: HOME is not an absolute path, and this user has no home directory in the account database`,
    hint: 'set HOME, or set AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE to absolute paths',
  };
}

/** Words for credentials that cannot be written in the form asked for. Nothing has been printed. */
export function describeOutputError({ details }: OutputError): Message {
  const { variable } = details;
  if (details.kind === 'unwritable-value') {
    return {
      exitCode: 3,
      message: `${variable} cannot be written as ${details.format}`,
      hint: 'choose another --format',
    };
  }
  return {
    exitCode: 5,
    message: `${variable} has characters that it must not have, so nothing is printed`,
    hint: undefined,
  };
}

const PROBLEMS: Record<SpawnErrorDetails['kind'], string> = {
  'not-found': 'command not found',
  'not-executable': 'not executable',
  'cannot-start': 'cannot be started',
};

/** Words for a command that did not start. Exit codes 127 and 126, as shells have them. */
export function describeSpawnError({ details, exitCode }: SpawnError): Message {
  const { kind, command, code } = details;
  return { exitCode, message: `${command}: ${PROBLEMS[kind]} (${code})`, hint: undefined };
}
