/**
 * Takes one lock in `CACHE` 40 times, makes it look old while it has it, and makes a new lock each time, which removes old
 * ones. Says `alone`, or `not alone` if another process had the lock at the same time.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Lock, tryLock } from '../../../src/storage/lock.ts';

const [cache = '', number = ''] = process.argv.slice(2);
const OLD = 'a'.repeat(64);
const marker = `${cache}-held`;

async function takenLock(): Promise<Lock> {
  for (;;) {
    const lock = await tryLock(cache, OLD);
    if (lock !== undefined) return lock;
    await setImmediate();
  }
}

let isAlone = true;
for (let turn = 0; turn < 40; turn++) {
  const lock = await takenLock();
  try {
    closeSync(openSync(marker, 'wx'));
    utimesSync(join(cache, 'locks', OLD), 1, 1);
    await setImmediate();
    rmSync(marker);
  } catch {
    isAlone = false;
  }
  lock.release();
  const name = createHash('sha256').update(`${number} ${turn}`).digest('hex');
  (await tryLock(cache, name))?.release();
}
process.stdout.write(isAlone ? 'alone\n' : 'not alone\n');
