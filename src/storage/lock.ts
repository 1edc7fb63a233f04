/**
 * Locks between processes, held by the kernel (OFD lock, flock, LockFileEx). The kernel releases a lock when its holder ends,
 * in whatever way, so no lock is ever stale or stolen. The lock file stays until it was unused for 36 hours; then a process
 * that holds its lock removes it. A lock counts only while its file is the one at its path: a process that locked a file just
 * before its removal tries again with the new file.
 */

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
import { LOCKS } from '../fast-path/paths.ts';
import { readPrivateFile } from '../fast-path/private-file.ts';
import { LONGEST_SESSION } from '../util/aws-limits.ts';
import { ownNames, sampleNames } from './own-files.ts';
import { type Cache, DiskError, privateFolder } from './private-store.ts';

/** A held lock. */
export interface Lock {
  /** A second call does nothing. */
  release(): void;
}

/**
 * Takes the lock if it is free.
 *
 * @param name a file name in `locks/` of swrole's directory
 * @param runtime the directory to use instead if swrole's directory cannot be used
 * @returns the lock, or `undefined` while another process, or another part of this one, holds it
 * @throws DiskError if neither directory can hold a lock: no private directory, no native support, no lock service
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
    return lockInRuntime(runtime, name, error);
  }
}

/** @throws `cacheError`, the reason why swrole's directory cannot hold the lock, if `runtime` cannot either */
function lockInRuntime(runtime: Cache, name: string, cacheError: DiskError): Lock | undefined {
  try {
    return lockIn(runtime, name);
  } catch (error) {
    throw error instanceof DiskError ? cacheError : error;
  }
}

const FLAGS =
  constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** How often to try again when the file was removed while it was opened: in practice never more than once. */
const MAX_TRIES = 10;

function lockIn(cache: Cache, name: string): Lock | undefined {
  const folder = privateFolder(cache, LOCKS);
  const path = join(folder, name);
  const native = nativeLocks(path);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const taken = lockPath(path, native, FLAGS);
    if (taken === 'busy') return undefined;
    if (taken === 'removed') continue;
    const isNew = fstatSync(taken).size === 0;
    writeHolder(taken);
    if (isNew) removeOldLocks(folder, native, taken);
    return { release: closeOnce(taken) };
  }
  return undefined;
}

/** The part of `fs-native-extensions` that swrole uses. */
interface NativeLocks {
  /** Throws an error with the code `EAGAIN` while another holder has the lock. A length of 0 means the whole file. */
  tryLock(fd: number, offset: number, length: number, exclusive: boolean): void;
}

const PACKAGE = 'fs-native-extensions';

/**
 * Loads the native file for this platform. The package's own search opens twenty files, which takes a twentieth of a cold
 * start; it remains the fallback for platforms whose file has another name.
 */
function nativeLocks(path: string): NativeLocks {
  const require = createRequire(import.meta.url);
  const { platform, arch } = process;
  for (const file of [`prebuilds/${platform}-${arch}/${PACKAGE}.node`, 'binding.js']) {
    try {
      return require(`${PACKAGE}/${file}`) as NativeLocks;
    } catch {
      // Try the next one, if any.
    }
  }
  throw new DiskError(path, 'no-lock-support');
}

function systemCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}

/**
 * @returns whether the lock was free
 * @throws the system's error if the file system has no locks
 */
function lockFile(native: NativeLocks, fd: number): boolean {
  try {
    native.tryLock(fd, 0, 0, true);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EAGAIN') return false;
    throw error;
  }
}

/** Writes the holder's pid into the file. Only a message needs it, so it may fail. */
function writeHolder(fd: number): void {
  try {
    ftruncateSync(fd);
    writeSync(fd, `${process.pid}\n`, 0);
  } catch {
    // A full disk, for example.
  }
}

/** The descriptor that holds the lock; closing it releases the lock. */
function lockPath(path: string, native: NativeLocks, flags: number): number | 'busy' | 'removed' {
  let fd: number | undefined;
  try {
    fd = openSync(path, flags, 0o600);
    assertOwnFile(fd);
    const state = !lockFile(native, fd) ? 'busy' : isAt(fd, path) ? fd : 'removed';
    if (state !== fd) closeSync(fd);
    return state;
  } catch (error) {
    if (fd !== undefined) closeSync(fd);
    throw new DiskError(path, systemCode(error));
  }
}

/**
 * Checks that the file is swrole's alone: its text is replaced, and a file with a second name, or a device, belongs to something
 * else.
 *
 * @throws an error with the code `not-a-lock`
 */
function assertOwnFile(fd: number): void {
  const stats = fstatSync(fd);
  if (!stats.isFile() || stats.nlink > 1)
    throw Object.assign(new Error('not a lock'), { code: 'not-a-lock' });
}

/** Whether an open file is still the file at the path. */
function isAt(fd: number, path: string): boolean {
  const current = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  const held = fstatSync(fd, { bigint: true });
  return current !== undefined && current.ino === held.ino && current.dev === held.dev;
}

/**
 * Removes locks that were unused for longer than any session lasts, each under its own lock. The lock that was taken just
 * now shows the current time of the file system. Not on Windows: it keeps the name of a removed file while it is open, so
 * other processes could not take the lock.
 */
function removeOldLocks(folder: string, native: NativeLocks, fresh: number): void {
  if (process.platform === 'win32') return;
  const now = fstatSync(fresh).mtimeMs;
  for (const name of sampleNames(ownNames(folder, LOCKS))) {
    const path = join(folder, name);
    const { mtimeMs } = lstatSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: now };
    if (now - mtimeMs > LONGEST_SESSION) removeLock(path, native);
  }
}

function removeLock(path: string, native: NativeLocks): void {
  try {
    const taken = lockPath(path, native, FLAGS & ~constants.O_CREAT);
    if (typeof taken === 'string') return;
    try {
      rmSync(path, { force: true });
    } finally {
      closeSync(taken);
    }
  } catch {
    // The file stays until the next time.
  }
}

/** The number of a closed descriptor may soon belong to another file, so it must not be closed again. */
function closeOnce(fd: number): () => void {
  let isOpen = true;
  return () => {
    if (isOpen) closeSync(fd);
    isOpen = false;
  };
}

/** The process that took a lock last. */
export interface LockHolder {
  readonly pid: number;
  readonly since: Instant;
}

/** The holder of a taken lock; `undefined` if unknown (on Windows a locked file cannot be read). */
export function lockHolder(cache: Cache, name: string, runtime?: Cache): LockHolder | undefined {
  const [usual, fallback] = [holderIn(cache, name), holderIn(runtime, name)];
  // One of the files may be old, from a time when the other directory could not be used.
  if (usual && fallback) return usual.since < fallback.since ? fallback : usual;
  return usual ?? fallback;
}

function holderIn(cache: Cache, name: string): LockHolder | undefined {
  const file = cache === undefined ? undefined : readPrivateFile(join(cache, LOCKS, name));
  const pid = Number(file?.text);
  return file !== undefined && pid > 0 ? { pid, since: file.writtenAt } : undefined;
}
