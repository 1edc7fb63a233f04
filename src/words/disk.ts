import type { DiskError } from '../storage/private-store.ts';
import type { FolderProblem } from '../fast-path/private-file.ts';
import { shellWord } from './shell-commands.ts';
import type { Words } from '../messages/message.ts';

/** What helps against every trouble with swrole's directory. */
export const OTHER_CACHE = 'set SWROLE_CACHE_DIR to a folder that only you can open';

/** The same where the variable names the folder that cannot be used. */
export const CORRECT_CACHE = 'unset SWROLE_CACHE_DIR, or set it to a folder that only you can open';

const NO_SPACE = `free some space there, or ${OTHER_CACHE}`;

/** Why a folder or file cannot be used, after its path: by the codes that are swrole's own, and the usual ones of systems. */
const REASONS: ReadonlyMap<string, string> = new Map(
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
        ? `run chmod 700 ${shellWord(path, 'linux')}, or ${OTHER_CACHE}`
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
export function diskWords({ path, code }: DiskError): Words {
  return {
    exitCode: 1,
    message: diskReason(path, code),
    hint: HINTS.get(code)?.(path),
  };
}

/** What to do about a folder that cannot be used. */
export function diskHint(path: string, code: string): string {
  return HINTS.get(code)?.(path) ?? OTHER_CACHE;
}

/** Words for a session that was to be kept and cannot be. */
export function unkeptWords(profile: string, error: DiskError): Words {
  const { exitCode, message } = diskWords(error);
  const hint = diskHint(error.path, error.code);
  return { exitCode, message: `no session of profile '${profile}' can be kept: ${message}`, hint };
}

/** The same error, where each call needs a code of its own because no session can be kept. */
export function withCacheAdvice({ hint, ...words }: Words, { path, code }: FolderProblem): Words {
  const advice = `each call needs a code of its own, because no session can be kept: ${diskReason(path, code)}; ${diskHint(path, code)}`;
  return { ...words, hint: hint === undefined ? advice : `${hint}; ${advice}` };
}

/** Why swrole's directory cannot be used, in one sentence. */
export function diskReason(path: string, code: string): string {
  if (code === 'no-home') return 'swrole keeps nothing, because no home directory is known';
  const reason = REASONS.get(code);
  return reason === undefined ? `cannot change ${path} (${code})` : `${path} ${reason}`;
}
