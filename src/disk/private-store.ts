/**
 * A folder of small private files inside swrole's directory: 0700, files 0600 from their creation,
 * replaced whole. No fsync: it is a cache, checked when read, and a file lost to a power cut is a miss.
 */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fchmodSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isOurs, isPrivateDirectory, readPrivateFile } from '../hot/private-file.ts';

/** Named private texts. Reading never throws; writing and removing throw a `DiskError`. */
export interface PrivateStore {
  /** The text, or `undefined` when there is none or it is not safe to use. */
  read(name: string): string | undefined;
  write(name: string, text: string): void;
  remove(name: string): void;
}

/** A folder of private texts as a whole, for those who do not know what it holds. */
export interface PrivateFolder extends PrivateStore {
  /** The names of all that is there, those of killed writers' temporary files too; none where nothing is safe to use. */
  list(): readonly string[];
}

/** The cache cannot be written; the credentials themselves are not affected. */
export class DiskError extends Error {
  override readonly name = 'DiskError';
  readonly path: string;
  /** The system's error code such as `ENOSPC`, or `not-private` for a directory that is not ours. */
  readonly code: string;

  constructor(path: string, code: string) {
    super(`${path}: ${code}`);
    this.path = path;
    this.code = code;
  }
}

/** Temporary files of writers that were killed are removed after this many milliseconds. */
const ORPHAN_AGE = 10 * 60 * 1000;

const IS_WINDOWS = process.platform === 'win32';
/** Windows has access lists in the place of modes; files under the user's profile inherit theirs. */
const HAS_MODES = !IS_WINDOWS;

/** Windows refuses to replace a file that somebody has open; the reader is gone in a moment. */
const SHARING_VIOLATIONS = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** Makes the directory private, or says why it cannot be used. Somebody else's directory is never touched. */
function makePrivate(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const stats = lstatSync(directory);
  if (!stats.isDirectory() || !isOurs(stats)) throw new DiskError(directory, 'not-private');
  if (HAS_MODES && (stats.mode & 0o777) !== 0o700) chmodSync(directory, 0o700);
}

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
export function privateFolder(cache: string, folder: string): string {
  const path = join(cache, folder);
  orDiskError(path, () => {
    makePrivate(cache);
    makePrivate(path);
  });
  return path;
}

function writeNew(path: string, text: string): void {
  const fd = openSync(path, 'wx', 0o600);
  try {
    if (HAS_MODES) fchmodSync(fd, 0o600); // a umask of 0777 would leave it unreadable
    writeSync(fd, text);
  } finally {
    closeSync(fd);
  }
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
 * Removes what a folder need not keep: temporary files of killed writers, and files that nobody has
 * replaced for `keepFor` milliseconds. Ages are measured against a file written just now, by the clock of the
 * file system itself.
 */
function sweep(fresh: string, keepFor: number): void {
  const now = lstatSync(fresh, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  for (const name of readdirSync(dirname(fresh))) {
    const path = join(dirname(fresh), name);
    const writtenAt = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - writtenAt > (name.endsWith('.tmp') ? ORPHAN_AGE : keepFor))
      rmSync(path, { force: true });
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

/**
 * Refuses a directory that swrole would not read: whoever is to remove what is in it must not say that there is nothing.
 *
 * @throws DiskError `not-private`; one that does not exist is well
 */
export function refuseUnsafe(cache: string): void {
  const isThere = orDiskError(cache, () => lstatSync(cache, { throwIfNoEntry: false }));
  if (isThere && !isPrivateDirectory(cache)) throw new DiskError(cache, 'not-private');
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/**
 * The private texts of one folder of swrole's directory. Nothing is created before the first write.
 *
 * @param keepFor milliseconds after which a text is of no use to anybody
 */
export function privateStore(cache: string, folder: string, keepFor = Infinity): PrivateFolder {
  const path = (name: string) => join(cache, folder, name);
  return {
    list: () => (isPrivateDirectory(cache) ? namesIn(join(cache, folder)) : []),
    read: (name) => (isPrivateDirectory(cache) ? readPrivateFile(path(name))?.text : undefined),
    write: (name, text) =>
      orDiskError(path(name), () => {
        privateFolder(cache, folder);
        writePrivateFile(path(name), text);
        sweep(path(name), keepFor);
      }),
    remove: (name) => orDiskError(path(name), () => rmSync(path(name), { force: true })),
  };
}

/** For `--no-cache`: nothing is read and nothing is kept. */
export const noPrivateStore: PrivateStore = {
  read: () => undefined,
  write: () => {},
  remove: () => {},
};
