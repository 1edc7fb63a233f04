import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { lockHolder, tryLock } from '../../src/disk/kernel-lock.ts';
import { tempFolder } from '../support/temp-folder.ts';

const DRIVER = fileURLToPath(new URL('drivers/hold-lock.ts', import.meta.url));

let cache: string;
beforeEach(() => {
  cache = join(tempFolder(), 'swrole');
});

/** Another process that tries for the lock; `said` is what it got. */
async function other(name: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', DRIVER, cache, name], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return { child, said: said.toString().trim() };
}

test('one at a time, inside a process too', async () => {
  const first = await tryLock(cache, 'key');
  expect(await tryLock(cache, 'key')).toBeUndefined();
  expect(await tryLock(cache, 'another-key')).toBeDefined();
  first?.release();
  expect(await tryLock(cache, 'key')).toBeDefined();
});

test('one process at a time; the file is private and stays', async () => {
  const holder = await other('key');
  expect(holder.said).toBe('held');
  expect(await tryLock(cache, 'key')).toBeUndefined();
  holder.child.stdin?.end();
  await once(holder.child, 'exit');
  const lock = await tryLock(cache, 'key');
  expect(lock).toBeDefined();
  expect((await other('key')).said).toBe('busy');
  const path = join(cache, 'locks', 'key');
  expect([existsSync(path), lstatSync(path).mode & 0o777]).toEqual([true, 0o600]);
});

test('whoever waits can be told who has it, and since when', async () => {
  expect(lockHolder(cache, 'key')).toBeUndefined();
  const holder = await other('key');
  const { since } = lockHolder(cache, 'key') ?? { since: 0 };
  expect(lockHolder(cache, 'key')).toEqual({ pid: holder.child.pid, since });
  expect(Math.abs(Date.now() - since)).toBeLessThan(10_000);
  expect(await tryLock(cache, 'key')).toBeUndefined();
  expect(lockHolder(cache, 'key')).toEqual({ pid: holder.child.pid, since });
});

test('a holder that is killed holds nothing', async () => {
  const holder = await other('key');
  expect(holder.said).toBe('held');
  holder.child.kill('SIGKILL');
  await once(holder.child, 'exit');
  expect(await tryLock(cache, 'key')).toBeDefined();
});

test('where there can be no lock it says so', async () => {
  writeFileSync(cache, 'a file in the place of the directory');
  await expect(tryLock(cache, 'key')).rejects.toMatchObject({
    name: 'DiskError',
    path: cache,
    code: 'not-private',
  });
});
