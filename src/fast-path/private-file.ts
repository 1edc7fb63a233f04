/**
 * What only this user may have written: its folders, and reading its files. Anything odd is the same as "not there": the
 * reader goes on without it.
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
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { homeOf } from './paths.ts';

/** Larger than any session of AWS; a bigger file is not ours. */
const MAX_BYTES = 64 * 1024;

// O_NONBLOCK: a FIFO put in the file's place must not make us wait. Absent on Windows, like O_NOFOLLOW.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Whether this user owns it (on Windows there are no owners to compare). */
export function isOwnedByUser(stats: Stats): boolean {
  return process.geteuid === undefined || stats.uid === process.geteuid();
}

/** Whether group or others have any of the given permission bits, e.g. `0o022` for writing. */
export function isOpenToOthers(stats: Stats, bits: number): boolean {
  return process.geteuid !== undefined && (stats.mode & bits) !== 0;
}

/** Others cannot even look into it, and it is no place for everybody's files (sticky). */
const PRIVATE = 0o1077;

/** Whether a folder is this user's alone: no other user can look into it. */
function isPrivateFolder(stats: Stats): boolean {
  return stats.isDirectory() && isOwnedByUser(stats) && !isOpenToOthers(stats, PRIVATE);
}

/** Why swrole does not use what stands at the path of a folder, which is not private. */
export function whyNotPrivate(path: string): string {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isDirectory()) return 'not-a-folder';
  return stats !== undefined && !isOwnedByUser(stats) ? 'foreign-folder' : 'not-private';
}

/** Whether there is a folder of this user at the path, not behind a link, that no other user can look into. */
export function isPrivateDirectory(path: string): boolean {
  try {
    return isPrivateFolder(lstatSync(path));
  } catch {
    return false;
  }
}

/** Why a folder cannot be used: the system's code such as `EROFS`, `foreign-home`, `kernel`, or what `whyNotPrivate` says. */
export interface FolderProblem {
  readonly path: string;
  readonly code: string;
}

/**
 * Makes swrole's directory and one folder in it, both private, or looks at those that are there. The mode of a folder that
 * was there before is never changed: it may be another program's. In the home of another user nothing is made.
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

/** Makes the folder if there is nothing yet. */
function isPrivateNow(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return (stats === undefined && makeFolder(path)) || isPrivateFolder(stats ?? lstatSync(path));
}

/**
 * Makes a private folder with those above it that are missing. Not by node's `recursive`, which in `/proc` never ends.
 *
 * @returns whether it was made: `false` if another process was faster
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
  if (process.geteuid !== undefined) chmodSync(path, 0o700); // a umask of 0777 would close it to us
  return true;
}

/**
 * The folder because of which nothing may be made at a path: the home that it is in, or the nearest folder that is there,
 * if another user owns it. What root left in it, its owner could not use or remove.
 */
export function foreignHome(path: string): string | undefined {
  const home = homeOf(path);
  const nearest = nearestFolder(dirname(path));
  const isForeign = (folder: string, isAllowed: (stats: Stats) => boolean) => {
    const stats = statSync(folder, { throwIfNoEntry: false });
    return stats !== undefined && !isAllowed(stats);
  };
  if (home !== undefined) return [home, nearest].find((folder) => isForeign(folder, isOwnedByUser));
  // Root's may be a folder for all, such as `/tmp`.
  return isForeign(nearest, (stats) => isOwnedByUser(stats) || stats.uid === 0)
    ? nearest
    : undefined;
}

/** The path itself, or the nearest above it that is there. */
export function nearestFolder(path: string): string {
  const above = dirname(path);
  const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
  return isThere || above === path ? path : nearestFolder(above);
}

/** A private file's text and when it was written. */
export interface PrivateText {
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
}

/**
 * The text of a regular file of ours, closed to others, of a sane size, and with one name, or with none any
 * more if it has been replaced since it was opened; `undefined` for everything else. Never throws. (OpenSSH's
 * StrictModes asks much the same of its files.)
 */
export function readPrivateFile(path: string): PrivateText | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, FLAGS);
    const stats = fstatSync(fd);
    if (!stats.isFile() || stats.nlink > 1 || stats.size > MAX_BYTES) return undefined;
    if (!isOwnedByUser(stats) || isOpenToOthers(stats, 0o077)) return undefined;
    const buffer = Buffer.allocUnsafe(stats.size);
    const length = readSync(fd, buffer, 0, stats.size, 0);
    if (length !== stats.size) return undefined;
    return { text: buffer.toString(), writtenAt: stats.mtimeMs };
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
