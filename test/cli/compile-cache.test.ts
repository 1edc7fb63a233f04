/** Where the built program keeps compiled code, and that it uses it. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { readCode } from '../../src/fast-path/compiled-code.ts';
import { type Example, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runSwrole, startSwrole } from '../support/run-swrole.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const { crc32 } = zlib;

let example: Example;
let folder: string;
/** The example's environment, without the folder that all tests share. */
let env: Record<string, string>;
beforeEach(async () => {
  example = untilTestEnds(await startExample());
  folder = join(example.home.cacheDir, 'compile-cache');
  env = { ...example.env, NODE_COMPILE_CACHE: '' };
});

/** Runs the program after a script; gives how it ended, and what the script has recorded. */
async function runAfter(script: (record: string) => string, args: readonly string[]) {
  const { home } = example;
  const [before, record] = [join(home.path, 'before.cjs'), join(home.path, 'record')];
  writeFileSync(record, '');
  writeFileSync(before, script(JSON.stringify(record)));
  const options = { env: { ...env, NODE_OPTIONS: `--require ${before}` } };
  const { exitCode, stderr } = await runSwrole(args, { ...options, credentialsOnStdout: true });
  return { exitCode, stderr, recorded: readFileSync(record, 'utf8') };
}

const OK = { exitCode: 0, stderr: '' };

const versionFolder = () => join(folder, readdirSync(folder)[0] ?? '');

describe.runIf(crc32)('a node with a checksum (20.15, 22.2 and newer)', () => {
  /** Whether each script of swrole came from kept code: `kept`, `rejected` or `none`, in the order of their first use. */
  async function run(args: readonly string[]) {
    const { recorded, ...ending } = await runAfter(
      (record) => `const vm = require('vm');
        vm.Script = class extends vm.Script {
          constructor(source, options) {
            super(source, options);
            const state = options.cachedData === undefined ? 'none' : this.cachedDataRejected ? 'rejected' : 'kept';
            require('fs').appendFileSync(${record}, state + '\\n');
          }
        };`,
      args,
    );
    return { ...ending, states: [...new Set(recorded.split('\n').filter(Boolean))] };
  }

  const none = { ...OK, states: ['none'] };
  const kept = { ...OK, states: ['kept'] };
  const files = () => readdirSync(versionFolder());
  const file = (kind: string) =>
    join(versionFolder(), files().find((name) => name.endsWith(`-${kind}`)) ?? 'missing');

  beforeEach(() => mkdirSync(example.home.cacheDir, { mode: 0o700 }));

  test('the second run of a command uses the code of the first, and writes nothing', async () => {
    expect(await run(['list'])).toEqual(none);
    const { ino, mode } = statSync(file('list'));
    expect(mode & 0o777).toBe(0o600);
    expect(await run(['list'])).toEqual(kept);
    expect(statSync(file('list')).ino).toBe(ino);
    expect(await run(['--version'])).toEqual(none);
    expect(files()).toHaveLength(2);
  });

  test('a run that gets credentials keeps its code, one that fails keeps nothing, and the cached answer loads no script', async () => {
    expect((await run(['-j', 'missing'])).exitCode).toBe(3);
    expect(files()).toEqual([]);
    expect(await run(['-j', 'project-dev'])).toEqual(none);
    expect(await run(['-j', 'project-dev'])).toEqual({ ...OK, states: [] });
    // No run has kept the file that looks for what was meant instead of a wrong name.
    const failed = { exitCode: 3, states: ['kept', 'none'] };
    expect(await run(['-j', '--refresh', 'missing'])).toMatchObject(failed);
  });

  test('there is no folder before swrole has one of its own, and logout does not count it', async () => {
    rmSync(example.home.cacheDir, { recursive: true });
    expect(await run(['list'])).toEqual(none);
    expect(existsSync(example.home.cacheDir)).toBe(false);
    expect(await run(['-j', 'project-dev'])).toEqual(none);
    await runInProcess(['logout', '--all'], { env });
    const { stdout } = await runInProcess(['logout', '--all'], { env });
    expect(stdout).toBe('nothing was cached\n');
    expect(files()).toEqual([expect.stringMatching(/-print$/)]);
  });

  test('a killed run keeps nothing', async () => {
    const hold = example.standIn.holdNext();
    const { child, result } = startSwrole(['-j', 'project-dev'], { env });
    await hold.arrived;
    child.kill('SIGTERM');
    expect(await result).toMatchObject({ exitCode: 143, stdout: '' });
    hold.release();
    expect(files()).toEqual([]);
  });

  // All ways in which a file can be damaged or open to others: `test/fast-path/compile-cache.test.ts`.
  test('code that V8 does not take is replaced, and so is code in a damaged file', async () => {
    await run(['list']);
    const path = file('list');
    // The code of the same scripts with other flags, under the name for the flags of `run`.
    const others = { ...env, NODE_OPTIONS: '--stack-trace-limit=5' };
    expect(await runSwrole(['list'], { env: others })).toMatchObject(OK);
    const second = files().find((name) => join(versionFolder(), name) !== path) ?? '';
    copyFileSync(join(versionFolder(), second), path);
    expect(await run(['list'])).toEqual({ ...OK, states: ['rejected'] });
    expect(await run(['list'])).toEqual(kept);
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0x41;
    writeFileSync(path, bytes);
    expect(await run(['list'])).toEqual(none);
    expect(readFileSync(path)).not.toEqual(bytes);
  });

  test('NODE_COMPILE_CACHE names the place, and NODE_DISABLE_COMPILE_CACHE forbids any', async () => {
    const place = join(example.home.path, 'place');
    env = { ...env, NODE_COMPILE_CACHE: place };
    expect(await run(['list'])).toEqual(none);
    const [version = ''] = readdirSync(place);
    expect(readdirSync(join(place, version))).toEqual([expect.stringMatching(/-list$/)]);
    expect(existsSync(folder)).toBe(false);
    env = { ...env, NODE_DISABLE_COMPILE_CACHE: '1' };
    expect(await run(['list'])).toEqual(none);
  });

  test('commands that start at the same time all succeed, and leave one whole file', async () => {
    const runs = Array.from({ length: 4 }, () => runSwrole(['list'], { env }));
    for (const { exitCode, stderr } of await Promise.all(runs))
      expect({ exitCode, stderr }).toEqual(OK);
    const [name = '', ...others] = files();
    expect(others).toEqual([]);
    expect([...readCode(join(versionFolder(), name), crc32).keys()]).toContain('app.cjs');
  });
});
