/**
 * Stores small private files in a folder of swrole's directory: the folder has mode 0700, files have 0600 from their
 * creation, and a write replaces the whole file. No fsync: it is a cache, checked on reading, and a file lost in a power
 * failure is only a miss.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fchmodSync, lstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ANSWERS, OUTCOMES, SESSIONS } from '../fast-path/paths.ts';
import {
  isPrivateDirectory,
  makePrivateFolder,
  readPrivateFile,
  whyNotPrivate,
} from '../fast-path/private-file.ts';
import { ownNames, removeExpired } from './own-files.ts';

/** swrole's own directory; `undefined` if no home directory is known. */
export type Cache = string | undefined;

/** Private texts by name. `read` never throws; `write` and `remove` throw a `DiskError`. */
export interface PrivateStore {
  /** The text; `undefined` if there is none or it is not safe to use. */
  read(name: string): string | undefined;
  write(name: string, text: string): void;
  remove(name: string): void;
}

/** A folder of private texts whose names can be listed. */
export interface PrivateFolder extends PrivateStore {
  /** The names of swrole's own files there, with temporary files of killed writers; empty if the folder is not safe to use. */
  list(): readonly string[];
}

/** The cache cannot be written; the credentials themselves are not affected. */
export class DiskError extends Error {
  override readonly name = 'DiskError';
  readonly path: string;
  /**
   * The system's error code such as `ENOSPC`; `not-private`: other users can read the directory; `foreign-home`: it is in the
   * home of another user; `no-home`: no home directory is known; `short-write`; `no-lock-support`.
   */
  readonly code: string;

  constructor(path: string, code: string) {
    super(`${path}: ${code}`);
    this.path = path;
    this.code = code;
  }
}

/**
 * The private texts of one folder of swrole's directory. The first write creates the folder.
 *
 * @param keepFor milliseconds after which a text is useless and may be removed
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

/** For `--no-cache`: reads and stores nothing. */
export const nullStore: PrivateStore = {
  read: () => undefined,
  write: () => {},
  remove: () => {},
};

/** The folders whose files the user can remove. */
const REMOVABLE = [ANSWERS, OUTCOMES, SESSIONS];

/**
 * Checks that swrole reads this directory: a command that removes files must not report "nothing there" for a directory
 * that swrole ignores.
 *
 * @throws DiskError such as `not-private`; a directory that does not exist is fine
 */
export function assertSafe(cache: Cache): void {
  if (cache === undefined) return;
  for (const path of [cache, ...REMOVABLE.map((folder) => join(cache, folder))]) {
    const stats = orDiskError(path, () => lstatSync(path, { throwIfNoEntry: false }));
    if (stats && !isPrivateDirectory(path)) throw new DiskError(path, whyNotPrivate(path));
  }
}

/** @throws DiskError with the system's code for any error of `work` */
export function orDiskError<T>(path: string, work: () => T): T {
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

/**
 * Replaces a file in one step: readers see the old text or the new one, never a part.
 *
 * @throws the file system's error; no temporary file is left behind
 */
export function writePrivateFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    writeNew(temporary, text);
    replace(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

const IS_WINDOWS = process.platform === 'win32';
/** Windows has access lists instead of modes; files under the user's profile inherit theirs. */
const HAS_MODES = !IS_WINDOWS;

/** Windows refuses to replace an open file; readers close it within a moment. */
const SHARING_VIOLATIONS = new Set(['EPERM', 'EACCES', 'EBUSY']);

function writeNew(path: string, text: string): void {
  const fd = openSync(path, 'wx', 0o600);
  try {
    if (HAS_MODES) fchmodSync(fd, 0o600); // a umask of 0777 would leave it unreadable
    writeWhole(fd, Buffer.from(text), path);
  } finally {
    closeSync(fd);
  }
}

/** With a full disk or a file size limit, the system may write only a part and report no error. */
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
