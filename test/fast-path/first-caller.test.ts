import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { digest } from '../../src/fast-path/fingerprint.ts';
import { awaitFirstCaller } from '../../src/fast-path/first-caller.ts';
import { FIRST_CALLER, LOCKS } from '../../src/fast-path/paths.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Milliseconds: a test notices that it has waited. */
const PATIENCE = 300;

let env: Record<string, string>;
let mark: string;

beforeEach(() => {
  const home = tempFolder();
  env = { HOME: home };
  const cache = join(home, '.aws', 'swrole');
  mkdirSync(join(cache, LOCKS), { recursive: true, mode: 0o700 });
  mark = join(cache, LOCKS, FIRST_CALLER + digest('dev'));
});

/** Whether a caller waits until its patience ends. */
function waits(variables: Record<string, string> = {}): boolean {
  const since = performance.now();
  expect(awaitFirstCaller('dev', { ...env, ...variables }, PATIENCE)).toBeUndefined();
  return performance.now() - since >= PATIENCE;
}

const writeMark = (text: string) => writeFileSync(mark, text, { mode: 0o600 });

async function endedProcess(): Promise<string> {
  const child = spawn('true');
  await once(child, 'exit');
  return String(child.pid);
}

test('the first caller does not wait, and leaves its mark', () => {
  expect([waits(), readFileSync(mark, 'utf8')]).toEqual([false, String(process.pid)]);
});

test('a caller waits for another one that runs', () => {
  writeMark(String(process.ppid));
  expect([waits(), readFileSync(mark, 'utf8')]).toEqual([true, String(process.ppid)]);
});

test('a caller waits for another one that has just created its mark', () => {
  writeMark('');
  expect(waits()).toBe(true);
});

test('a caller takes the place of another one that was killed', async () => {
  writeMark(await endedProcess());
  expect([waits(), readFileSync(mark, 'utf8')]).toEqual([false, String(process.pid)]);
});

test('a mark that is older than any run holds nobody up', () => {
  writeMark(String(process.ppid));
  const before = new Date(Date.now() - 120_000);
  utimesSync(mark, before, before);
  expect(waits()).toBe(false);
});

test.each([
  ['a text', 'x'],
  ['the number of the caller itself', String(process.pid)],
  ['the number of a group', '0'],
  ['a number that no process has', '4194305'],
])('a mark with %s holds nobody up', (_, text) => {
  writeMark(text);
  expect(waits()).toBe(false);
});

test.each(['SWROLE_ACTIVE', 'SWROLE_MFA_SERIAL', 'SWROLE_DEBUG'])(
  'with %s nobody waits',
  (name) => {
    writeMark(String(process.ppid));
    expect(waits({ [name]: 'x' })).toBe(false);
  },
);

test('where swrole has no folder yet, nobody waits and nothing is created', () => {
  const home = tempFolder();
  expect([waits({ HOME: home }), existsSync(join(home, '.aws'))]).toEqual([false, false]);
});
