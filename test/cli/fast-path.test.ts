/** The cached answer loads nothing but the first file and node's builtins: shown on a copy that has nothing else. */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { type Example, startExample } from '../support/example-world.ts';
import { runSwrole } from '../support/run-swrole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

let example: Example;
let program: string;
let stored: string;

beforeEach(async () => {
  example = untilTestEnds(await startExample());
  const options = { env: example.env, credentialsOnStdout: true };
  stored = (await runSwrole(['-j', 'project-dev'], options)).stdout;
  const copy = tempFolder();
  cpSync(join(PROJECT, 'bin/swrole.cjs'), join(copy, 'bin/swrole.cjs'));
  program = join(copy, 'bin/swrole.cjs');
});

/** Runs the copy; `--require` records what node has loaded by the end. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const record = join(dirname(program), 'record.cjs');
  const report = join(dirname(program), 'loaded.json');
  writeFileSync(
    record,
    `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(report)},
      JSON.stringify({ builtins: process.moduleLoadList, files: Object.keys(require.cache) })));`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', record, ...args], {
    env: { ...example.env, ...env },
    encoding: 'utf8',
  });
  const loaded = JSON.parse(readFileSync(report, 'utf8')) as {
    builtins: string[];
    files: string[];
  };
  return { exitCode: status, stdout, stderr, ...loaded, files: loaded.files.slice(1) };
}

test('the cached answer needs one file and no package', () => {
  const { exitCode, stdout, stderr, files } = run([program, '-j', 'project-dev']);
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: stored, stderr: '' });
  expect(files).toEqual([program]);
});

test('the cached answer is used in another region', () => {
  const { exitCode, stdout } = run([program, '-j', 'project-dev'], { AWS_REGION: 'us-east-1' });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: stored });
});

test('the cached answer loads no builtin module that bare node has not loaded', () => {
  writeFileSync(join(dirname(program), 'empty.cjs'), '');
  const bare = new Set(run([join(dirname(program), 'empty.cjs')]).builtins);
  const more = run([program, '-j', 'project-dev']).builtins.filter((name) => !bare.has(name));
  expect(more.filter((name) => name.startsWith('NativeModule'))).toEqual([]);
});

test.each([
  ['another profile', ['-j', 'my-company'], {}],
  ['another form', ['-f', 'json', 'project-dev'], {}],
  ['a flag', ['-j', '--refresh', 'project-dev'], {}],
  ['the global host', ['-j', 'project-dev'], { AWS_REGION: 'aws-global' }],
  ['an invalid region', ['-j', 'project-dev'], { AWS_REGION: 'US-EAST-1' }],
  ['other files', ['-j', 'project-dev'], { AWS_CONFIG_FILE: '/nowhere' }],
  ['another cache', ['-j', 'project-dev'], { SWROLE_CACHE_DIR: '/nowhere' }],
])('for %s the fast path asks the whole program, which this copy does not have', (_, args, env) => {
  const { exitCode, stdout, stderr } = run([program, ...args], env);
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toContain('dist/app.cjs');
});

test('the cached answer is not used after the config file changed', () => {
  writeFileSync(example.home.configFile, '[profile project-dev]\n');
  expect(run([program, '-j', 'project-dev']).exitCode).toBe(1);
});
