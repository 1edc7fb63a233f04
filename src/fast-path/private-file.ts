/**
 * Private folders and files, which only this user can read and write: checks and creates the folders, reads the files. A file
 * that is not private counts as missing: the reader goes on without it.
 */
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { homeOf } from './paths.ts';

/** Larger than any AWS session; swrole did not write a bigger file. */
export const MAX_BYTES = 64 * 1024;

// O_NONBLOCK: a FIFO instead of the file must not block swrole. Windows has neither this flag nor O_NOFOLLOW.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Whether this user owns the file (always on Windows, which has no owner ids to compare). */
export function isOwnedByUser(stats: Stats): boolean {
  return process.geteuid === undefined || stats.uid === process.geteuid();
}

/** Whether group or others have any of the given permission bits, e.g. `0o022` for writing. */
export function isOpenToOthers(stats: Stats, bits: number): boolean {
  return process.geteuid !== undefined && (stats.mode & bits) !== 0;
}

/** The bits that a private folder must not have: any access by others, and the sticky bit of a shared folder. */
const PRIVATE = 0o1077;

/** Whether a folder belongs to this user and no other user can list it. */
function isPrivateFolder(stats: Stats): boolean {
  return stats.isDirectory() && isOwnedByUser(stats) && !isOpenToOthers(stats, PRIVATE);
}

/** Why the path is not a private folder, as an error code. */
export function whyNotPrivate(path: string): string {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isDirectory()) return 'not-a-folder';
  return stats !== undefined && !isOwnedByUser(stats) ? 'foreign-folder' : 'not-private';
}

/** Whether the path is a private folder of this user, not a symbolic link. */
export function isPrivateDirectory(path: string): boolean {
  try {
    return isPrivateFolder(lstatSync(path));
  } catch {
    return false;
  }
}

/** Why a folder cannot be used: the system's code such as `EROFS`, `foreign-home`, `kernel`, or a code of `whyNotPrivate`. */
export interface FolderProblem {
  readonly path: string;
  readonly code: string;
}

/**
 * Creates swrole's directory and one folder in it, both private, or checks existing ones. It never changes the mode of an
 * existing folder, which may belong to another program, and creates nothing in the home directory of another user.
 *
 * @param cache swrole's directory
 * @returns why the folder cannot be used; `undefined` if it can
 */
export function makePrivateFolder(cache: string, folder: string): FolderProblem | undefined {
  const path = join(cache, folder);
  try {
    const foreign = foreignHome(cache);
    if (foreign !== undefined) return { path: foreign, code: 'foreign-home' };
    const odd = [cache, path].find((each) => !isPrivateNow(each));
    return odd === undefined ? undefined : { path: odd, code: whyNotPrivate(odd) };
  } catch (error) {
    return { path, code: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  }
}

/** Whether the folder is private; creates it if it is missing. */
function isPrivateNow(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return (stats === undefined && makeFolder(path)) || isPrivateFolder(stats ?? lstatSync(path));
}

/**
 * Creates a private folder and its missing parents. Without node's `recursive`, which never ends in `/proc`.
 *
 * @returns `false` if another process was faster
 * @throws the file system's error
 */
export function makeFolder(path: string): boolean {
  const above = dirname(path);
  if (above !== path && statSync(above, { throwIfNoEntry: false }) === undefined) makeFolder(above);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  if (process.geteuid !== undefined) chmodSync(path, 0o700); // a umask of 0777 would lock this user out
  return true;
}

/**
 * The folder that forbids to create anything at a path: its home directory or its nearest existing parent, if another user
 * owns that folder. The owner could not use or remove what root creates there.
 */
export function foreignHome(path: string): string | undefined {
  const home = homeOf(path);
  const nearest = nearestFolder(dirname(path));
  const isForeign = (folder: string, isAllowed: (stats: Stats) => boolean) => {
    const stats = statSync(folder, { throwIfNoEntry: false });
    return stats !== undefined && !isAllowed(stats);
  };
  if (home !== undefined) return [home, nearest].find((folder) => isForeign(folder, isOwnedByUser));
  // A folder of root may be open to all users, such as `/tmp`.
  return isForeign(nearest, (stats) => isOwnedByUser(stats) || stats.uid === 0)
    ? nearest
    : undefined;
}

/** The path itself, or its nearest existing parent. */
export function nearestFolder(path: string): string {
  const above = dirname(path);
  const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
  return isThere || above === path ? path : nearestFolder(above);
}

/** A private file's text and when it was written. */
interface PrivateText {
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
}

/** The text of a private file; `undefined` for everything else, as {@link readPrivateBytes}. Never throws. */
export function readPrivateFile(path: string): PrivateText | undefined {
  const file = readPrivateBytes(path, MAX_BYTES);
  return file && { text: file.bytes.toString(), writtenAt: file.writtenAt };
}

/**
 * The content of a private file: a regular file of this user, closed to others, not too large, and with at most one name (none
 * if it was replaced after it was opened). `undefined` for everything else. Never throws. (OpenSSH's StrictModes has similar
 * rules.)
 */
export function readPrivateBytes(
  path: string,
  maxBytes: number,
): { readonly bytes: Buffer; readonly writtenAt: number } | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, FLAGS);
    const stats = fstatSync(fd);
    if (!stats.isFile() || stats.nlink > 1 || stats.size > maxBytes) return undefined;
    if (!isOwnedByUser(stats) || isOpenToOthers(stats, 0o077)) return undefined;
    const bytes = Buffer.allocUnsafe(stats.size);
    const length = readSync(fd, bytes, 0, stats.size, 0);
    if (length !== stats.size) return undefined;
    return { bytes, writtenAt: stats.mtimeMs };
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Windows refuses to replace an open file. Readers close it within a moment, and so do virus scanners. */
const SHARING_VIOLATIONS = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** Milliseconds to wait for those who have the file open, and between two attempts. */
const [SHARING_LIMIT, SHARING_PAUSE] = [1000, 10];

/**
 * Gives a file another name, instead of the file that has it.
 *
 * @throws the file system's error; on Windows after a second, if another program keeps the file open
 */
export function renameOver(from: string, to: string): void {
  const deadline = performance.now() + SHARING_LIMIT;
  for (;;) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      const mayPass = process.platform === 'win32' && SHARING_VIOLATIONS.has(code);
      if (!mayPass || performance.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SHARING_PAUSE);
    }
  }
}
