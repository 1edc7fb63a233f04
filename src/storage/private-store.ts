/**
 * A folder of small private files inside swrole's directory: 0700, files 0600 from their creation,
 * replaced whole. No fsync: it is a cache, checked when read, and a file lost to a power cut is a miss.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fchmodSync, lstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import {
  isPrivateDirectory,
  makePrivateFolder,
  readPrivateFile,
  whyNotPrivate,
} from '../fast-path/private-file.ts';
import { ownNames, removeExpired } from './own-files.ts';

/** swrole's own directory; `undefined` where there is no place for one. */
export type Cache = string | undefined;

/** Named private texts. Reading never throws; writing and removing throw a `DiskError`. */
export interface PrivateStore {
  /** The text, or `undefined` when there is none or it is not safe to use. */
  read(name: string): string | undefined;
  write(name: string, text: string): void;
  remove(name: string): void;
}

/** A folder of private texts as a whole, for those who do not know what it holds. */
export interface PrivateFolder extends PrivateStore {
  /** The names of swrole's own files there, with temporary files of killed writers; empty where nothing is safe to use. */
  list(): readonly string[];
}

/** The cache cannot be written; the credentials themselves are not affected. */
export class DiskError extends Error {
  override readonly name = 'DiskError';
  readonly path: string;
  /**
   * The system's error code such as `ENOSPC`; `not-private` for a directory that is not ours alone; `foreign-home` for one
   * in the home of another user; `no-home` where there is no place for one; `short-write`; `no-lock-support`.
   */
  readonly code: string;

  constructor(path: string, code: string) {
    super(`${path}: ${code}`);
    this.path = path;
    this.code = code;
  }
}

const IS_WINDOWS = process.platform === 'win32';
/** Windows has access lists in the place of modes; files under the user's profile inherit theirs. */
const HAS_MODES = !IS_WINDOWS;

/** Windows refuses to replace a file that somebody has open; the reader is gone in a moment. */
const SHARING_VIOLATIONS = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** @throws DiskError with the system's code for whatever goes wrong below */
function orDiskError<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof DiskError) throw error;
    throw new DiskError(path, (error as NodeJS.ErrnoException).code ?? 'unknown');
  }
}

/**
 * Makes swrole's directory and one folder in it, both private.
 *
 * @returns the folder's path
 * @throws DiskError
 */
export function privateFolder(cache: Cache, folder: string): string {
  if (cache === undefined) throw new DiskError(folder, 'no-home');
  const problem = makePrivateFolder(cache, folder);
  if (problem !== undefined) throw new DiskError(problem.path, problem.code);
  return join(cache, folder);
}

function writeNew(path: string, text: string): void {
  const fd = openSync(path, 'wx', 0o600);
  try {
    if (HAS_MODES) fchmodSync(fd, 0o600); // a umask of 0777 would leave it unreadable
    writeWhole(fd, Buffer.from(text), path);
  } finally {
    closeSync(fd);
  }
}

/** A full disk, or the limit of a file's size, may take a part and report no error. */
function writeWhole(fd: number, bytes: Buffer, path: string): void {
  if (writeSync(fd, bytes) !== bytes.length) throw new DiskError(path, 'short-write');
}

function replace(from: string, to: string): void {
  const deadline = performance.now() + 1000;
  for (;;) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      const mayPass = IS_WINDOWS && SHARING_VIOLATIONS.has(code);
      if (!mayPass || performance.now() > deadline) throw error;
    }
  }
}

/**
 * Replaces a file in one step: readers see the old text or the new one, never a part.
 *
 * @throws the file system's error; no temporary file is left behind
 */
function writePrivateFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    writeNew(temporary, text);
    replace(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The folders whose files a person may want to be removed. */
const REMOVABLE = ['answers', 'outcomes', 'sessions'];

/**
 * Refuses a directory that swrole would not read: whoever is to remove what is in it must not say that there is nothing.
 *
 * @throws DiskError `not-private`; one that does not exist is well
 */
export function assertSafe(cache: Cache): void {
  if (cache === undefined) return;
  for (const path of [cache, ...REMOVABLE.map((folder) => join(cache, folder))]) {
    const stats = orDiskError(path, () => lstatSync(path, { throwIfNoEntry: false }));
    if (stats && !isPrivateDirectory(path)) throw new DiskError(path, whyNotPrivate(path));
  }
}

/**
 * The private texts of one folder of swrole's directory. Nothing is created before the first write.
 *
 * @param keepFor milliseconds after which a text is of no use to anybody
 */
export function privateStore(cache: Cache, folder: string, keepFor = Infinity): PrivateFolder {
  const path = (name: string) => join(cache ?? '', folder, name);
  const isSafe = () => cache !== undefined && isPrivateDirectory(cache);
  const isSafeToRemove = () => isSafe() && isPrivateDirectory(path(''));
  return {
    list: () => (isSafeToRemove() ? ownNames(path(''), folder) : []),
    read: (name) => (isSafe() ? readPrivateFile(path(name))?.text : undefined),
    write: (name, text) =>
      orDiskError(path(name), () => {
        privateFolder(cache, folder);
        writePrivateFile(path(name), text);
        removeExpired(path(''), folder, { fresh: name, keepFor });
      }),
    remove: (name) => {
      if (isSafeToRemove()) orDiskError(path(name), () => rmSync(path(name), { force: true }));
    },
  };
}

/** For `--no-cache`: nothing is read and nothing is kept. */
export const nullStore: PrivateStore = {
  read: () => undefined,
  write: () => {},
  remove: () => {},
};
