/** Two `swrole setup` at once: each reads what the other has written, so that no profile is lost. */
import { type Lock, tryLock } from '../../storage/lock.ts';
import { DiskError } from '../../storage/private-store.ts';
import type { World } from '../context.ts';

/** How long another one is waited for, in milliseconds: it only reads and writes one file. */
const PATIENCE = 5_000;

async function lockOf(world: World): Promise<Lock | undefined> {
  const { system, debug } = world;
  const end = system.now() + PATIENCE;
  try {
    for (;;) {
      const lock = await tryLock(world.cache, 'setup', world.runtime);
      if (lock !== undefined || system.now() > end) return lock;
      await system.sleep(20);
    }
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    debug(`no lock (${error.message})`);
    return undefined;
  }
}

/** Does the work while nobody else does. Where there are no locks it is done all the same: a changed file is still seen. */
export async function withEditLock<T>(world: World, work: () => Promise<T>): Promise<T> {
  const lock = await lockOf(world);
  try {
    return await work();
  } finally {
    lock?.release();
  }
}
