/**
 * A lock that the kernel holds for us (OFD lock, flock, LockFileEx): it goes away with its holder,
 * however the holder dies, so nothing is ever stale and nothing is ever stolen. The file itself stays.
 */
import { closeSync, constants, ftruncateSync, openSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Instant } from '../credentials.ts';
import { readPrivateFile } from '../hot/private-file.ts';
import { DiskError, privateFolder } from './private-store.ts';

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

/** Who has a lock that is taken; `undefined` where it cannot be known (Windows lets nobody read a locked file). */
export function lockHolder(cache: string, name: string): LockHolder | undefined {
  const file = readPrivateFile(join(cache, 'locks', name));
  const pid = Number(file?.text);
  return file !== undefined && pid > 0 ? { pid, since: file.writtenAt } : undefined;
}

/**
 * Takes the lock if nobody has it.
 *
 * @param name a file name in `locks/` of swrole's directory
 * @returns the lock, or `undefined` while another process, or another part of this one, holds it
 * @throws DiskError where there can be no lock: read-only home, no native support, no lock service
 */
export async function tryLock(cache: string, name: string): Promise<Lock | undefined> {
  const path = join(privateFolder(cache, 'locks'), name);
  const native = nativeLocks(path);
  let fd: number | undefined;
  try {
    fd = openSync(path, FLAGS, 0o600);
    const held = fd;
    if (lockFile(native, held)) {
      signLock(held);
      return { release: closeOnce(held) };
    }
    closeSync(held);
    return undefined;
  } catch (error) {
    if (fd !== undefined) closeSync(fd);
    throw new DiskError(path, systemCode(error));
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
