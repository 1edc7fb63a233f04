/**
 * Stores small private files in a folder of swrole's directory: the folder has mode 0700, files have 0600 from their
 * creation, and a write replaces the whole file. No fsync: it is a cache, checked on reading, and a file lost in a power
 * failure is only a miss. Also says beforehand whether the directory can be used.
 */

import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  lstatSync,
  openSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { ANSWERS, ENCRYPTED, HISTORY, OUTCOMES, SESSIONS } from '../fast-path/paths.ts';
import {
  type FolderProblem,
  foreignHome,
  isPrivateDirectory,
  makePrivateFolder,
  nearestFolder,
  readPrivateFile,
  renameOver,
  whyNotPrivate,
} from '../fast-path/private-file.ts';
import type { Environment } from '../system.ts';
import { FOLDERS, ownNames, removeExpired, whyIgnored } from './own-files.ts';

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
   * home of another user; `no-home`: no home directory is known; `short-write`; `no-lock-support`;
   * `not-a-lock`: the file is a device, or has a second name.
   */
  readonly code: string;

  constructor(path: string, code: string) {
    super(`${path}: ${code}`);
    this.path = path;
    this.code = code;
  }
}

/** Called with each file that is there and is not safe to use; `reason` completes the sentence "… is not used: …". */
export type OnIgnored = (path: string, reason: string) => void;

/**
 * The private texts of one folder of swrole's directory. The first write creates the folder.
 *
 * @param keepFor milliseconds after which a text is useless and may be removed
 */
export function privateStore(
  cache: Cache,
  folder: string,
  keepFor = Infinity,
  onIgnored?: OnIgnored,
): PrivateFolder {
  const path = (name: string) => join(cache ?? '', folder, name);
  const isSafe = () =>
    cache !== undefined && isPrivateDirectory(cache) && isPrivateDirectory(join(cache, folder));
  const readText = (name: string) => (isSafe() ? readPrivateFile(path(name))?.text : undefined);
  const read = (name: string) => {
    const text = readText(name);
    const reason = text === undefined && onIgnored ? whyIgnored(path(name)) : undefined;
    if (reason === undefined) return text;
    // Another process may have written the file since, and then nothing is wrong with it.
    const written = readText(name);
    if (written === undefined) onIgnored?.(path(name), reason);
    return written;
  };
  return {
    list: () => (isSafe() ? ownNames(path(''), folder) : []),
    read,
    write: (name, text) =>
      orDiskError(path(name), () => {
        privateFolder(cache, folder);
        writePrivateFile(path(name), text);
        removeExpired(path(''), folder, { fresh: name, keepFor });
      }),
    remove: (name) => {
      if (isSafe()) orDiskError(path(name), () => rmSync(path(name), { force: true }));
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
const REMOVABLE = [ANSWERS, ENCRYPTED, HISTORY, OUTCOMES, SESSIONS];

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
 * @param mode of the new file
 * @throws the file system's error; no temporary file is left behind
 */
export function writePrivateFile(path: string, text: string, mode = 0o600): void {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    writeNew(temporary, text, mode);
    renameOver(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

const IS_WINDOWS = process.platform === 'win32';
/** Windows has access lists instead of modes; files under the user's profile inherit theirs. */
const HAS_MODES = !IS_WINDOWS;

function writeNew(path: string, text: string, mode: number): void {
  const fd = openSync(path, 'wx', mode);
  try {
    if (HAS_MODES) fchmodSync(fd, mode); // a umask of 0777 would leave it unreadable
    writeWhole(fd, Buffer.from(text), path);
  } finally {
    closeSync(fd);
  }
}

/** With a full disk or a file size limit, the system may write only a part and report no error. */
function writeWhole(fd: number, bytes: Buffer, path: string): void {
  if (writeSync(fd, bytes) !== bytes.length) throw new DiskError(path, 'short-write');
}

// Checks, without changes, whether swrole can store sessions in its directory; names another directory for locks.

/**
 * The first problem of swrole's directory; `undefined` if everything can be stored, as far as a check can show.
 *
 * @param needed the folders to check
 */
export function cacheProblem(
  cache: Cache,
  needed: readonly string[] = FOLDERS,
): FolderProblem | undefined {
  if (cache === undefined) return { path: '~/.aws/swrole', code: 'no-home' };
  try {
    const foreign = foreignHome(cache);
    if (foreign !== undefined) return { path: foreign, code: 'foreign-home' };
    if (!exists(cache)) return writeProblem(nearestFolder(dirname(cache)));
    if (!isPrivateDirectory(cache)) return { path: cache, code: whyNotPrivate(cache) };
    const folders = needed.map((folder) => join(cache, folder)).filter(exists);
    const odd = folders.find((path) => !isPrivateDirectory(path));
    if (odd !== undefined) return { path: odd, code: whyNotPrivate(odd) };
    return [cache, ...folders].map(writeProblem).find((problem) => problem !== undefined);
  } catch (error) {
    return { path: cache, code: codeOf(error) };
  }
}

const exists = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'unknown';

/** `/proc`, `/sys` and control groups: their modes let root create files, but the kernel refuses (linux/magic.h). */
const KERNEL_FILE_SYSTEMS: ReadonlySet<number> = new Set([
  0x9fa0, 0x62656572, 0x27e0eb, 0x63677270,
]);

function writeProblem(path: string): FolderProblem | undefined {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    const { type, blocks, bavail, files, ffree } = statfsSync(path);
    if (KERNEL_FILE_SYSTEMS.has(type)) return { path, code: 'kernel' };
    // Some network drives report 0 for everything, which means "unknown".
    const isFull = (blocks > 0 && bavail === 0) || (files > 0 && ffree === 0);
    return isFull ? { path, code: 'ENOSPC' } : undefined;
  } catch (error) {
    return { path, code: codeOf(error) };
  }
}

/**
 * Call this before a code is used for a session that will be stored.
 *
 * @throws DiskError why the session cannot be stored
 */
export function assertUsable(cache: Cache): void {
  const problem = cacheProblem(cache, [SESSIONS]);
  if (problem !== undefined) throw new DiskError(problem.path, problem.code);
}

/**
 * The directory for locks and used codes when swrole's own directory cannot be used: without them, several calls at once
 * would send the same code. It holds no secrets, and lasts until the machine shuts down. It is in `XDG_RUNTIME_DIR`, or at the
 * usual path of that directory, so that a process without the variable finds the same one; else it has a fixed name in the
 * temporary directory. This function creates nothing.
 */
export function runtimeDirectory({ XDG_RUNTIME_DIR }: Environment): string {
  const uid = process.geteuid?.();
  const candidates = [XDG_RUNTIME_DIR, uid === undefined ? undefined : `/run/user/${uid}`];
  const parent = candidates.find((path) => path && isAbsolute(path) && isPrivateDirectory(path));
  if (parent) return join(parent, 'swrole');
  return join(tmpdir(), uid === undefined ? 'swrole' : `swrole-${uid}`);
}
