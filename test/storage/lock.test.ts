import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { lockHolder, tryLock } from '../../src/storage/lock.ts';
import { driverProgram } from '../support/driver.ts';
import { tempFolder } from '../support/temp-folder.ts';

const DRIVER = driverProgram(new URL('drivers/hold-lock.ts', import.meta.url));

const TAKER = driverProgram(new URL('drivers/take-old-lock.ts', import.meta.url));

let cache: string;
beforeEach(() => {
  cache = join(tempFolder(), 'swrole');
});

/** Another process that tries for the lock; `said` is what it got. */
async function other(name: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [DRIVER, cache, name], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return { child, said: said.toString().trim() };
}

test('one caller at a time has the lock, inside a process too', async () => {
  const first = await tryLock(cache, 'key');
  expect(await tryLock(cache, 'key')).toBeUndefined();
  expect(await tryLock(cache, 'another-key')).toBeDefined();
  first?.release();
  expect(await tryLock(cache, 'key')).toBeDefined();
});

test('one process at a time has the lock, which says who and since when; its file is private and stays', async () => {
  expect(lockHolder(cache, 'key')).toBeUndefined();
  const holder = await other('key');
  expect(holder.said).toBe('held');
  expect(await tryLock(cache, 'key')).toBeUndefined();
  const { since } = lockHolder(cache, 'key') ?? { since: 0 };
  expect(lockHolder(cache, 'key')).toEqual({ pid: holder.child.pid, since });
  expect(Math.abs(Date.now() - since)).toBeLessThan(10_000);
  holder.child.stdin?.end();
  await once(holder.child, 'exit');
  const lock = await tryLock(cache, 'key');
  expect(lock).toBeDefined();
  expect((await other('key')).said).toBe('busy');
  const path = join(cache, 'locks', 'key');
  expect([existsSync(path), lstatSync(path).mode & 0o777]).toEqual([true, 0o600]);
});

test('a killed holder loses the lock', async () => {
  const holder = await other('key');
  expect(holder.said).toBe('held');
  holder.child.kill('SIGKILL');
  await once(holder.child, 'exit');
  expect(await tryLock(cache, 'key')).toBeDefined();
});

describe('a lock that was not used for days', () => {
  const [OLD, NEW] = ['a', 'b'].map((digit) => digit.repeat(64)) as [string, string];
  const path = (name: string) => join(cache, 'locks', name);
  const names = () => readdirSync(join(cache, 'locks')).sort();
  const age = (name: string, hours: number) => {
    const then = Date.now() / 1000 - hours * 3600;
    utimesSync(path(name), then, then);
  };

  test('a lock that was not used for days is removed when a new one is made', async () => {
    for (const name of [OLD, 'setup', `mfa-${OLD}`, 'not-ours']) {
      (await tryLock(cache, name))?.release();
      age(name, 37);
    }
    (await tryLock(cache, NEW))?.release();
    expect(names()).toEqual([NEW, 'not-ours']);
  });

  test('a lock stays if it is younger, and if a process holds it', async () => {
    const holder = await other(OLD);
    age(OLD, 37);
    (await tryLock(cache, 'setup'))?.release();
    age('setup', 35);
    (await tryLock(cache, NEW))?.release();
    expect(names()).toEqual([OLD, NEW, 'setup']);
    expect(await tryLock(cache, OLD)).toBeUndefined();
    holder.child.kill('SIGKILL');
  });

  test('a lock is held by one process at a time while others remove it', async () => {
    const turns = await Promise.all([1, 2, 3].map((number) => taker(number)));
    expect(turns).toEqual(turns.map(() => 'alone\n'));
  });

  /** A process that takes an old lock many times, and removes it in between; says whether it always had it alone. */
  async function taker(number: number): Promise<string> {
    const child = spawn(process.execPath, [TAKER, cache, String(number)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const said = text(child.stdout);
    await once(child, 'exit');
    return said;
  }
});

test('where the directory cannot be used, the other one has the lock, for all', async () => {
  writeFileSync(cache, 'a file in the place of the directory');
  const runtime = join(tempFolder(), 'runtime');
  const lock = await tryLock(cache, 'key', runtime);
  expect(await tryLock(cache, 'key', runtime)).toBeUndefined();
  expect(lockHolder(cache, 'key', runtime)?.pid).toBe(process.pid);
  lock?.release();
  expect(await tryLock(undefined, 'key', runtime)).toBeDefined();
});

test.each([
  ['directory', 'other one'],
  ['other one', 'directory'],
])('old text of a lock in the %s is not shown, but its holder in the %s is', async (left) => {
  const runtime = join(tempFolder(), 'runtime');
  const [old, used] = left === 'directory' ? [cache, runtime] : [runtime, cache];
  (await tryLock(old, 'key'))?.release();
  const path = join(old, 'locks', 'key');
  writeFileSync(path, '1\n');
  utimesSync(path, 1000, 1000);
  await tryLock(used, 'key');
  expect(lockHolder(cache, 'key', runtime)?.pid).toBe(process.pid);
});

test('a lock that cannot be made is reported', async () => {
  writeFileSync(cache, 'a file in the place of the directory');
  await expect(tryLock(cache, 'key')).rejects.toMatchObject({
    name: 'DiskError',
    path: cache,
    code: 'not-a-folder',
  });
});
