/**
 * The cached answer loads nothing but the first file and node's builtins, and a shell's or a command's nothing but one file
 * more: shown on a copy that has nothing else.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/parse.ts';
import { cachedRequest, readDocument } from '../../src/fast-path/cached-answer.ts';
import { restoreRegion } from '../../src/fast-path/fingerprint.ts';
import { FORMATS } from '../../src/formats/document.ts';
import { auditor, type Example, startExample } from '../support/example-world.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runSwrole, SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

let example: Example;
let program: string;
let stored: string;

beforeEach(async () => {
  example = untilTestEnds(await startExample());
  const options = { env: example.env, credentialsOnStdout: true };
  stored = (await runInProcess(['-j', 'project-dev'], options)).stdout;
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

test('for another profile the fast path asks the whole program, which this copy does not have', () => {
  const { exitCode, stdout, stderr } = run([program, '-j', 'my-company']);
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toContain('dist/loader.cjs');
});

/** The cached answer, in the process of the tests; as the first file asks for it. */
function cachedAnswer(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const env: Record<string, string | undefined> = { ...example.env, ...more };
  restoreRegion(env);
  const profile = cachedRequest(args);
  return profile === undefined ? undefined : readDocument(profile, env);
}

test.each([
  ['a flag', ['-j', '--refresh', 'project-dev'], {}],
  ['the global host', ['-j', 'project-dev'], { AWS_REGION: 'aws-global' }],
  ['an invalid region', ['-j', 'project-dev'], { AWS_REGION: 'US-EAST-1' }],
  ['other files', ['-j', 'project-dev'], { AWS_CONFIG_FILE: '/nowhere' }],
  ['another cache', ['-j', 'project-dev'], { SWROLE_CACHE_DIR: '/nowhere' }],
])('for %s there is no cached answer', (_, args, env) => {
  expect(cachedAnswer(['-j', 'project-dev'])).toBe(stored);
  expect(cachedAnswer(args, env)).toBeUndefined();
});

test.each(['list', 'status', '--version'])('%s loads nothing that sends requests', (word) => {
  const { exitCode, builtins } = run([SWROLE_PROGRAM, word]);
  expect(exitCode).toBe(0);
  expect(builtins.filter((name) => /^NativeModule (?:_?http|https|tls)/.test(name))).toEqual([]);
});

test('the cached answer is not used after the config file changed', () => {
  expect(cachedAnswer(['-j', 'project-dev'])).toBe(stored);
  writeFileSync(example.home.configFile, '[profile project-dev]\n');
  expect(cachedAnswer(['-j', 'project-dev'])).toBeUndefined();
});

/** Flags that change nothing here, but which only the whole program knows. */
const WHOLE = '--no-prompt';
const VARIABLES = 'echo "$AWS_ACCESS_KEY_ID $AWS_REGION $SWROLE_PROFILE"; exit 3';

/** Forms of a request that the store answers: the command, and what follows it. */
const FORMS: readonly (readonly (readonly string[])[])[] = [
  [[], ['project-dev']],
  [[], ['-p', 'project-dev']],
  [[], ['-o', 'project-dev']],
  [[], ['project-dev', '--export']],
  ...FORMATS.map((format) => [[], ['-f', format, 'project-dev']]),
  [['exec'], ['project-dev', '--', 'sh', '-c', VARIABLES]],
  [['exec'], ['--profile', 'project-dev', '--', 'sh', '-c', 'kill -TERM $$']],
];

test('shells and commands get from the store what the whole program gives them', async () => {
  cpSync(join(PROJECT, 'dist/ready.cjs'), join(dirname(program), '../dist/ready.cjs'));
  const env = { ...example.env, AWS_REGION: 'us-west-2', AWS_PROFILE: 'other' };
  const options = { env, credentialsOnStdout: true };
  for (const [command = [], args = []] of FORMS) {
    const whole = await runInProcess([...command, WHOLE, ...args], options);
    expect(await runSwrole([...command, ...args], { ...options, program })).toEqual(whole);
    expect([whole.stderr, whole.signal ?? whole.stdout]).toEqual(['', expect.stringMatching(/./)]);
  }
});

test('what the store cannot answer is left to the whole program', () => {
  cpSync(join(PROJECT, 'dist/ready.cjs'), join(dirname(program), '../dist/ready.cjs'));
  for (const args of [
    ['project-dev', WHOLE],
    ['exec', 'project-dev', '--', 'no-such-command'],
    ['list'],
  ]) {
    const { exitCode, stderr } = run([program, ...args]);
    expect([exitCode, args, stderr]).toEqual([1, args, expect.stringContaining('dist/loader.cjs')]);
  }
});

test('a profile with a warning is left to the whole program, which shows the warning on a terminal', async () => {
  cpSync(join(PROJECT, 'dist/ready.cjs'), join(dirname(program), '../dist/ready.cjs'));
  const { home, env } = example;
  const role = `role_arn = ${auditor.arn}\nsource_profile = my-company\n`;
  const warned = `[profile warned]\n${role}mfa_session = 12h\n`;
  appendFileSync(home.configFile, `[profile audit]\n${role}${warned}`);
  const answered = [];
  for (const profile of ['audit', 'warned']) {
    await runInProcess(['-j', profile], { env, credentialsOnStdout: true });
    answered.push(run([program, profile]).exitCode);
  }
  expect(answered).toEqual([0, 1]);
});

test.each([
  ['-j', 'a'],
  ['a', '-j'],
  ['--json', '-p', 'list'],
  ['-p', '-x', '-j'],
  ['-j', '-j', '--profile', 'a b'],
  ['-j', 'arn:aws:iam::111111111111:role/x'],
])('what SDKs ask for is understood as with any other flag: %s %s %s %s', (...words) => {
  const argv = words.filter((word) => word !== undefined);
  const parsed = parseArguments(argv);
  expect(parsed).toMatchObject({ invocation: { kind: 'print', format: 'json' }, debug: false });
  expect(parseArguments([...argv, '--debug'])).toEqual({ ...parsed, debug: true });
});

test('the launcher that setup writes starts the program for a new answer, and prints a stored one alone', async () => {
  const { exitCode } = await runInProcess(['setup', 'app-dev', 'project-dev'], {
    env: example.env,
  });
  const launcher = join(example.home.cacheDir, 'bin', 'swrole');
  const ask = () => {
    const options = { env: example.env, encoding: 'utf8' } as const;
    const { status, stdout, stderr } = spawnSync(launcher, ['-j', 'project-dev'], options);
    return { exitCode: status, stdout, stderr };
  };
  const answer = { exitCode: 0, stdout: stored, stderr: '' };
  expect([exitCode, ask()]).toEqual([0, answer]);
  const text = readFileSync(launcher, 'utf8');
  writeFileSync(launcher, text.replaceAll(`'${process.execPath}'`, '/bin/false'));
  expect(ask()).toEqual(answer);
  writeFileSync(example.home.configFile, readFileSync(example.home.configFile));
  expect(ask()).toEqual({ exitCode: 1, stdout: '', stderr: '' });
});

test('a launcher of another version is replaced when a new answer is stored', async () => {
  const run = (args: readonly string[]) =>
    runInProcess(args, { env: example.env, credentialsOnStdout: true });
  await run(['setup', 'app-dev', 'project-dev']);
  const launcher = join(example.home.cacheDir, 'bin', 'swrole');
  const text = readFileSync(launcher, 'utf8');
  writeFileSync(launcher, text.replace(/^(# swrole) \S+/m, '$1 0.0.1'));
  expect((await run(['-j', 'project-dev'])).exitCode).toBe(0);
  expect([readFileSync(launcher, 'utf8'), statSync(launcher).mode & 0o777]).toEqual([text, 0o700]);
});

test('of five callers at once, one loads the whole program, and the others wait for its answer', async () => {
  const { home, env } = example;
  for (const folder of ['answers', 'sessions'])
    rmSync(join(home.cacheDir, folder), { recursive: true });
  const role = `role_arn = ${auditor.arn}\nsource_profile = my-company\n`;
  appendFileSync(home.configFile, `[profile audit]\n${role}`);
  const record = join(home.path, 'record.cjs');
  const [loads, waits] = ['loads', 'waits'].map((name) => join(home.path, name)) as [
    string,
    string,
  ];
  // The program loads its files as scripts, or with a node before 20.15 by require.
  const text = `const vm = require('vm');
    const note = (file) => require('fs').appendFileSync(file, 'x');
    let isWhole = false;
    vm.Script = class extends vm.Script { constructor(...args) { super(...args); isWhole = true; } };
    process.on('exit', () => (isWhole || Object.keys(require.cache).some((file) => file.endsWith('app.cjs'))) &&
      note(${JSON.stringify(loads)}));
    const { wait } = Atomics;
    Atomics.wait = (...args) => { Atomics.wait = wait; note(${JSON.stringify(waits)}); return wait(...args); };`;
  writeFileSync(record, text);
  const options = {
    env: { ...env, NODE_OPTIONS: `--require=${record}` },
    credentialsOnStdout: true,
  };
  const calls = example.standIn.calls.length;
  const hold = example.standIn.holdNext();
  const crowd = Array.from({ length: 5 }, () => runSwrole(['-j', 'audit'], options));
  await expect.poll(() => existsSync(waits) && readFileSync(waits, 'utf8')).toBe('xxxx');
  hold.release();
  const results = await Promise.all(crowd);
  const [first] = results;
  expect(first).toMatchObject({ exitCode: 0, stderr: '' });
  expect(results).toEqual(results.map(() => first));
  expect([example.standIn.calls.length - calls, readFileSync(loads, 'utf8')]).toEqual([1, 'x']);
});
