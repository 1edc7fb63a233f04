/** A cache that cannot be used costs time, never credentials; and nothing of somebody else's is touched. */
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { type Example, member, startExample } from '../support/example-world.ts';
import { type RunOptions, runSwrole } from '../support/run-swrole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { totp } from '../support/totp.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

let example: Example;
let cache: string;
beforeEach(async () => {
  example = untilTestEnds(await startExample());
  cache = join(example.home.path, 'cache');
});

/** `swrole -j project-dev` with the cache in `cache`, and a code that is as good in the next window. */
function swrole(more: Partial<RunOptions> = {}, flags: readonly string[] = []) {
  const { env, standIn } = example;
  const options = { env: { ...env, SWROLE_CACHE_DIR: cache }, secrets: standIn.secrets, ...more };
  return runSwrole(['-j', ...flags, 'project-dev'], { ...options, credentialsOnStdout: true });
}

const answered = {
  exitCode: 0,
  signal: null,
  stdout: expect.stringMatching(/^\{"Version":1,.*\}\n$/),
  stderr: '',
};
const code = (stepsLater: number) => totp(member.mfa.secret, Date.now() + stepsLater * 30_000);

test('a cache that cannot be made: every run obtains anew, and says why with --debug', async () => {
  writeFileSync(cache, 'a file in the place of the directory');
  expect(await swrole()).toEqual(answered);
  const { exitCode, stderr } = await swrole({}, ['--debug', '-t', code(1)]);
  expect(exitCode).toBe(0);
  expect(stderr).toContain('going on without a lock');
  expect(stderr).toContain('the session is not kept');
  expect(example.standIn.calls).toHaveLength(2);
});

test("somebody else's directory: nothing is read from it or written to it", async () => {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    mkdirSync(cache);
    chownSync(cache, 12_345, 12_345);
  } else cache = '/'; // belongs to root
  const before = readdirSync(cache);
  expect(await swrole()).toEqual(answered);
  expect([readdirSync(cache), statSync(cache).uid]).toEqual([before, isRoot ? 12_345 : 0]);
});

test('no support for locks: it goes ahead without', async () => {
  const copy = tempFolder();
  for (const part of ['bin', 'dist', 'package.json']) {
    cpSync(join(PROJECT, part), join(copy, part), { recursive: true });
  }
  expect(existsSync(join(copy, 'node_modules'))).toBe(false);
  expect(await swrole({ program: join(copy, 'bin', 'swrole.cjs') })).toEqual(answered);
  await example.standIn.close();
  expect(await swrole()).toEqual(answered);
});
