/**
 * Reading what only this user may have written. Anything odd is the same as "not there": the reader
 * goes on without it, and the next success replaces it.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
} from 'node:fs';

/** Larger than any session of AWS; a bigger file is not ours. */
const MAX_BYTES = 64 * 1024;

// O_NONBLOCK: a FIFO put in the file's place must not make us wait. Absent on Windows, like O_NOFOLLOW.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Whether this user owns it (on Windows there are no owners to compare). */
export function isOurs(stats: Stats): boolean {
  return process.geteuid === undefined || stats.uid === process.geteuid();
}

/** Whether group or others have any of the given permission bits, e.g. `0o022` for writing. */
export function isOpenToOthers(stats: Stats, bits: number): boolean {
  return process.geteuid !== undefined && (stats.mode & bits) !== 0;
}

/** Whether a directory is this user's and nobody else can put files into it. */
export function isPrivateDirectory(path: string): boolean {
  try {
    const stats = lstatSync(path);
    return stats.isDirectory() && isOurs(stats) && !isOpenToOthers(stats, 0o022);
  } catch {
    return false;
  }
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
    if (!isOurs(stats) || isOpenToOthers(stats, 0o077)) return undefined;
    const buffer = Buffer.allocUnsafe(stats.size);
    const length = readSync(fd, buffer, 0, stats.size, 0);
    if (length !== stats.size) return undefined;
    return { text: buffer.toString('utf8'), writtenAt: stats.mtimeMs };
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
