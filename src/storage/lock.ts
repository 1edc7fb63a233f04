/**
 * A lock that the kernel holds for us (OFD lock, flock, LockFileEx): it goes away with its holder,
 * however the holder dies, so nothing is ever stale and nothing is ever stolen. The file itself stays until it was not
 * used for days. It is removed by a process that holds its lock, and a lock counts only while its file is the one at its
 * path: a process that locked a file just before its removal tries again with the new one.
 */

import { spawnSync } from 'node:child_process';
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Instant } from '../credentials.ts';
import { readPrivateFile } from '../fast-path/private-file.ts';
import { statFields } from '../process/kill-tree.ts';
import { ownNames, sampleNames } from './own-files.ts';
import { type Cache, DiskError, privateFolder } from './private-store.ts';

/** A held lock. */
export interface Lock {
  /** May be called again, which does nothing. */
  release(): void;
}

/** The native part of `fs-native-extensions`, as far as it is used. */
interface NativeLocks {
  /** Throws an error with the code `EAGAIN` while somebody else has the lock. A length of 0 is the whole file. */
  tryLock(fd: number, offset: number, length: number, exclusive: boolean): void;
}

const PACKAGE = 'fs-native-extensions';

const FLAGS = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

/**
 * Loads the one file there is for this platform. The package's own search for it opens twenty files, which
 * is a twentieth of a cold start; it is left for platforms whose file has another name.
 */
function nativeLocks(path: string): NativeLocks {
  const require = createRequire(import.meta.url);
  const { platform, arch } = process;
  for (const file of [`prebuilds/${platform}-${arch}/${PACKAGE}.node`, 'binding.js']) {
    try {
      return require(`${PACKAGE}/${file}`) as NativeLocks;
    } catch {
      // The next one, if any.
    }
  }
  throw new DiskError(path, 'no-lock-support');
}

function systemCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}

/** @returns whether the lock was free; throws the system's error where there are no locks */
function lockFile(native: NativeLocks, fd: number): boolean {
  try {
    native.tryLock(fd, 0, 0, true);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EAGAIN') return false;
    throw error;
  }
}

/** Leaves word of who has the lock. Nothing depends on it but a message, so it may fail. */
function signLock(fd: number): void {
  try {
    ftruncateSync(fd);
    writeSync(fd, `${process.pid}\n`, 0);
  } catch {
    // A full disk, for example.
  }
}

/** Who took a lock last. */
export interface LockHolder {
  readonly pid: number;
  readonly since: Instant;
}

/** The folder of the locks. */
export const LOCKS = 'locks';

/** Who has a lock that is taken; `undefined` where it cannot be known (Windows lets nobody read a locked file). */
export function lockHolder(cache: Cache, name: string, runtime?: Cache): LockHolder | undefined {
  const [one, other] = [holderIn(cache, name), holderIn(runtime, name)];
  // One of the files may be left of a time when the other directory could not be used.
  return one && other ? (one.since < other.since ? other : one) : (one ?? other);
}

function holderIn(cache: Cache, name: string): LockHolder | undefined {
  const file = cache === undefined ? undefined : readPrivateFile(join(cache, LOCKS, name));
  const pid = Number(file?.text);
  return file !== undefined && pid > 0 ? { pid, since: file.writtenAt } : undefined;
}

/**
 * Takes the lock if nobody has it.
 *
 * @param name a file name in `locks/` of swrole's directory
 * @param runtime the directory to use instead where that one cannot be used
 * @returns the lock, or `undefined` while another process, or another part of this one, holds it
 * @throws DiskError where there can be no lock in either place: no private directory, no native support, no lock service
 */
export async function tryLock(
  cache: Cache,
  name: string,
  runtime?: Cache,
): Promise<Lock | undefined> {
  try {
    return lockIn(cache, name);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    return lockInstead(runtime, name, error);
  }
}

/** @throws DiskError: why there can be no lock in swrole's directory */
function lockInstead(runtime: Cache, name: string, why: DiskError): Lock | undefined {
  try {
    return lockIn(runtime, name);
  } catch (error) {
    throw error instanceof DiskError ? why : error;
  }
}

/** How often the file of a lock may be removed while it is opened: never twice, unless a process does nothing else. */
const MOST_TRIES = 10;

function lockIn(cache: Cache, name: string): Lock | undefined {
  const folder = privateFolder(cache, LOCKS);
  const path = join(folder, name);
  const native = nativeLocks(path);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const taken = lockPath(path, native, FLAGS);
    if (taken === 'busy') return undefined;
    if (taken === 'removed') continue;
    const isNew = fstatSync(taken).size === 0;
    signLock(taken);
    if (isNew) removeOldLocks(folder, native, taken);
    return { release: closeOnce(taken) };
  }
  return undefined;
}

/** The descriptor that holds the lock; to close it releases the lock. */
function lockPath(path: string, native: NativeLocks, flags: number): number | 'busy' | 'removed' {
  let fd: number | undefined;
  try {
    fd = openSync(path, flags, 0o600);
    const state = !lockFile(native, fd) ? 'busy' : isAt(fd, path) ? fd : 'removed';
    if (state !== fd) closeSync(fd);
    return state;
  } catch (error) {
    if (fd !== undefined) closeSync(fd);
    throw new DiskError(path, systemCode(error));
  }
}

/** Whether an open file is still the one that is found at the path. */
function isAt(fd: number, path: string): boolean {
  const there = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  const held = fstatSync(fd, { bigint: true });
  return there !== undefined && there.ino === held.ino && there.dev === held.dev;
}

/** A lock that was not taken for so many milliseconds is of no session that could still be cached. */
const KEPT = 36 * 60 * 60 * 1000;

/**
 * Removes lock files that were not used for long, each under its own lock. Ages are measured against the lock that was
 * taken just now. Windows keeps the name of a removed file as long as it is open, and so would refuse others the lock.
 */
function removeOldLocks(folder: string, native: NativeLocks, fresh: number): void {
  if (process.platform === 'win32') return;
  const now = fstatSync(fresh).mtimeMs;
  for (const name of sampleNames(ownNames(folder, LOCKS))) {
    const path = join(folder, name);
    const isOld = () => now - (lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now) > KEPT;
    if (isOld()) removeLock(path, native, isOld);
  }
}

function removeLock(path: string, native: NativeLocks, isOld: () => boolean): void {
  try {
    const taken = lockPath(path, native, FLAGS & ~constants.O_CREAT);
    if (typeof taken === 'string') return;
    try {
      // Another process may have used it since it was looked at.
      if (isOld()) rmSync(path, { force: true });
    } finally {
      closeSync(taken);
    }
  } catch {
    // It stays until the next time.
  }
}

/** A descriptor's number is soon another file's, so it must not be closed again. */
function closeOnce(fd: number): () => void {
  let isOpen = true;
  return () => {
    if (isOpen) closeSync(fd);
    isOpen = false;
  };
}

// What is said of another swrole that is waited for. One on the same terminal may be asking its person there, and
// whatever else is written would be in the middle of its question: then nothing is said.

/** The words for whoever waits; `undefined` where they are better not said. */
export function describeLockHolder(pid: number | undefined): string | undefined {
  if (pid === undefined || sharesTerminal(pid)) return undefined;
  return `waiting for another swrole (pid ${pid})…`;
}

/** Asked often of the same process, and where there is no /proc the answer takes a program. */
const known = new Map<number, boolean>();

function sharesTerminal(pid: number): boolean {
  const before = known.get(pid);
  if (before !== undefined) return before;
  const shares = terminalOf(pid) === terminalOf(process.pid);
  known.set(pid, shares);
  return shares;
}

/** The name or number of a process's terminal; `undefined` for one that has ended. */
function terminalOf(pid: number): string | undefined {
  try {
    const [, , , , terminal] = statFields(String(pid));
    return terminal;
  } catch {
    // macOS and BSD have no such file.
    const fields = ['-o', 'tty=', '-p', String(pid)];
    const { stdout } = spawnSync('ps', fields, { encoding: 'utf8', timeout: 2_000 });
    return stdout?.trim() || undefined;
  }
}
