/** Where the built program lets node keep compiled code; node 20 cannot, so what newer ones offer is put in before. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { type Example, startExample } from '../support/example-world.ts';
import { runSwrole } from '../support/run-swrole.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

let example: Example;
beforeEach(async () => {
  example = untilTestEnds(await startExample());
});

/** Runs the program; gives how it ended, and what node was asked for. */
async function run(args: readonly string[]) {
  const { home, env } = example;
  const [before, record] = [join(home.path, 'before.cjs'), join(home.path, 'record')];
  writeFileSync(record, '');
  writeFileSync(
    before,
    `require('module').enableCompileCache = (...words) =>
      require('fs').writeFileSync(${JSON.stringify(record)}, JSON.stringify(words));`,
  );
  const options = { env: { ...env, NODE_OPTIONS: `--require ${before}` } };
  const { exitCode, stderr } = await runSwrole(args, { ...options, credentialsOnStdout: true });
  return { exitCode, stderr, asked: readFileSync(record, 'utf8') };
}

test('the compile cache is a folder of swrole as soon as there is one, and logout does not count it', async () => {
  const folder = join(example.home.cacheDir, 'compile-cache');
  const asked = JSON.stringify([folder]);
  expect(await run(['list'])).toEqual({ exitCode: 0, stderr: '', asked: '' });
  expect(existsSync(example.home.cacheDir)).toBe(false);
  expect(await run(['-j', 'project-dev'])).toEqual({ exitCode: 0, stderr: '', asked: '' });
  expect(await run(['list'])).toEqual({ exitCode: 0, stderr: '', asked });
  writeFileSync(join(folder, 'code'), '');
  const { env } = example;
  await runSwrole(['logout', '--all'], { env });
  expect(await runSwrole(['logout', '--all'], { env })).toEqual({
    exitCode: 0,
    signal: null,
    stdout: 'nothing was cached\n',
    stderr: '',
  });
  expect(existsSync(join(folder, 'code'))).toBe(true);
});

test('the cached answer does not use the compile cache', async () => {
  await run(['-j', 'project-dev']);
  expect(await run(['-j', 'project-dev'])).toEqual({ exitCode: 0, stderr: '', asked: '' });
});
