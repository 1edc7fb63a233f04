/**
 * A lock that the kernel holds for us (OFD lock, flock, LockFileEx): it goes away with its holder,
 * however the holder dies, so nothing is ever stale and nothing is ever stolen. The file itself stays.
 */
import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { DiskError, privateFolder } from './private-store.ts';

/** A held lock. */
export interface Lock {
  release(): void;
}

/** The part of `fs-native-extensions` that is used; the package brings no types. */
interface NativeLocks {
  tryLock(fd: number): boolean;
}

const FLAGS = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

async function nativeLocks(path: string): Promise<NativeLocks> {
  try {
    // @ts-expect-error: no declaration file
    const { default: native } = await import('fs-native-extensions');
    return native as NativeLocks;
  } catch {
    throw new DiskError(path, 'no-lock-support');
  }
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
  const native = await nativeLocks(path);
  let fd: number | undefined;
  try {
    fd = openSync(path, FLAGS, 0o600);
    const held = fd;
    if (native.tryLock(held)) return { release: () => closeSync(held) };
    closeSync(held);
    return undefined;
  } catch (error) {
    if (fd !== undefined) closeSync(fd);
    throw new DiskError(path, (error as NodeJS.ErrnoException).code ?? 'unknown');
  }
}
