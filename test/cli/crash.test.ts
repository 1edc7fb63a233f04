/**
 * An unexpected failure has a message too, and fails in a shell that evaluates stdout: no file can be opened,
 * a file of the program is missing as during an upgrade, node is too old, something is thrown in a callback.
 */

import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { formatShellFailure } from '../../bin/failure.ts';
import manifest from '../../package.json' with { type: 'json' };
import { FORMATS } from '../../src/formats/document.ts';
import { failureText } from '../../src/formats/index.ts';
import { describeCrash, formatError } from '../../src/messages/message.ts';
import { commandLine } from '../support/command-line.ts';
import { type Example, startExample } from '../support/example-world.ts';
import { runSwrole, SWROLE_PROGRAM } from '../support/run-swrole.ts';
import { tempFolder } from '../support/temp-folder.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

let example: Example;
beforeAll(async () => {
  example = await startExample();
});
afterAll(() => example.close());

/** A shell's statements, and what the user reads. */
const failed = (stdout: string, error: string, hint: string) => ({
  exitCode: 1,
  signal: null,
  stdout,
  stderr: `swrole: error: ${error}\nswrole: hint: ${hint}\n`,
});

const FOR_SH = failureText('sh', 1, {});

/** Runs the program, or a copy of it, after a script that changes node. */
function run(args: readonly string[], preload = '', program = SWROLE_PROGRAM) {
  const env = { ...example.env, ...preloaded(preload) };
  return runSwrole(args, { env, program, secrets: example.standIn.secrets });
}

function preloaded(text: string) {
  const file = join(tempFolder(), 'before.cjs');
  writeFileSync(file, text);
  return { NODE_OPTIONS: `--require ${file}` };
}

/** A copy of the program, of which a test may take files away. */
function copyProgram(folder: string): string {
  for (const part of ['bin', 'dist'])
    cpSync(join(PROJECT, part), join(folder, part), { recursive: true });
  // Large, and no test takes anything away from it.
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  return join(folder, 'bin/swrole.cjs');
}

describe('a version of node that is too old', () => {
  const needed = manifest.engines.node.replace('>=', '');

  const pretend = (version: string) => `
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });
    Object.defineProperty(process, 'version', { value: 'v${version}' });`;

  const nothingLoads = `
    const { Module } = require('module');
    const load = Module._load;
    Module._load = (name, ...more) => {
      if (name.startsWith('.')) throw new Error(name + ' is loaded');
      return load(name, ...more);
    };`;

  const tooOld = (version: string, stdout: string) =>
    failed(
      stdout,
      `swrole needs Node.js ${needed} or newer, and this is ${version}`,
      `it is ${process.execPath}; install a newer one, or put the newer one first in PATH`,
    );

  test.each(['0.10.48', '16.20.2', '18.20.8', '20.11.1'])(
    'node %s is refused by name before anything else is loaded',
    async (version) => {
      const old = `${pretend(version)}${nothingLoads}`;
      expect(await run(['-o', 'my-company'], old)).toEqual(tooOld(version, FOR_SH));
    },
  );

  test.each([[['-j', 'my-company']], [['list']]])(
    'an old version of node is no failure of a shell for %j',
    async (args) => {
      const old = `${pretend('20.11.1')}${nothingLoads}`;
      expect(await run(args, old)).toEqual(tooOld('20.11.1', ''));
    },
  );

  test.each([`${needed}.0`, '21.0.0', '100.0.0'])('node %s is new enough', async (version) => {
    const { exitCode, stderr } = await run(['list'], pretend(version));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  test('an old version of node can read the first file: its syntax is older', () => {
    const text = readFileSync(SWROLE_PROGRAM, 'utf8');
    const lowered = (target: string) =>
      transformSync(text, { target, supported: { 'dynamic-import': true } }).code;
    expect(lowered('node12')).toBe(lowered('esnext'));
  });
});

describe('a file of the program that is missing', () => {
  let copy: string;
  let program: string;
  beforeEach(() => {
    copy = tempFolder();
    program = copyProgram(copy);
  });

  const incomplete = (stdout: string, file: string) =>
    failed(
      stdout,
      `swrole is not completely installed: ${file} is missing or damaged`,
      'if swrole is being upgraded, run it again after that; if not, install it again',
    );

  test('where all files but the first are missing, a format gets an error', async () => {
    rmSync(join(copy, 'dist'), { recursive: true });
    expect(await run(['-f', 'powershell', 'my-company'], '', program)).toEqual(
      incomplete(failureText('powershell', 1, {}), join(copy, 'dist/ready.cjs')),
    );
  });

  test.each(FORMATS)('the first file has the failing text of the format %s', (format) => {
    const args = ['-f', format, 'my-company'];
    expect(formatShellFailure(args, false, 1, {})).toBe(failureText(format, 1, {}));
  });

  test('after a missing file the shell has no old credentials, and eval fails', () => {
    rmSync(join(copy, 'dist'), { recursive: true });
    const swrole = commandLine([process.execPath, program]);
    const script = `eval $(${swrole} project-dev 2>/dev/null); echo "$? $AWS_ACCESS_KEY_ID."`;
    const env = { ...example.env, AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' };
    expect(spawnSync('sh', ['-c', script], { env, encoding: 'utf8' }).stdout).toBe('1 .\n');
  });

  /** The files that the program loads for a command line, as far as they are lazy. */
  const CHUNKS: readonly [RegExp, string[]][] = [
    [/^chunks\/chunk-.*\.cjs$/, ['-o', 'my-company']],
    [/^chunks\/client-.*\.cjs$/, ['-o', '--no-cache', 'project-dev']],
    [/^chunks\/interactive-.*\.cjs$/, ['list']],
  ];

  test.each(CHUNKS)('a missing file %s is an error for %j', async (pattern, args) => {
    const dist = join(copy, 'dist');
    for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' }))
      if (pattern.test(file)) rmSync(join(dist, file));
    const { stderr, ...rest } = await run(args, '', program);
    const { stderr: _, ...told } = incomplete(args.includes('-o') ? FOR_SH : '', '');
    expect(rest).toEqual(told);
    const file = /installed: (\S+) is/.exec(stderr)?.[1] ?? '';
    expect(file.startsWith(`${dist}/`) && pattern.test(file.slice(dist.length + 1))).toBe(true);
    expect(stderr).toBe(incomplete('', file).stderr);
  });

  /** The file of the copy that is always loaded and holds most of the program. */
  const core = () => {
    const app = readFileSync(join(copy, 'dist/app.cjs'), 'utf8');
    return join(copy, 'dist', /"\.\/(chunks\/chunk-\w+\.cjs)"/.exec(app)?.[1] ?? '');
  };

  test('a file of the program that is cut off is named', async () => {
    const text = readFileSync(core(), 'utf8');
    writeFileSync(core(), text.slice(0, text.length - 500));
    expect(await run(['-o', 'my-company'], '', program)).toEqual(incomplete(FOR_SH, core()));
  });

  test('a file of another version, with other names for its parts, is an error', async () => {
    const app = join(copy, 'dist/app.cjs');
    const other = join(copy, 'dist/chunks/chunk-OTHER.cjs');
    writeFileSync(app, readFileSync(app, 'utf8').replaceAll(basename(core()), basename(other)));
    expect(await run(['-o', 'my-company'], '', program)).toEqual(incomplete(FOR_SH, other));
  });

  test('a missing script of a shell is an error', async () => {
    const file = join(copy, 'dist/shell/init/integration.bash');
    rmSync(file);
    expect(await run(['init', 'bash'], '', program)).toEqual(incomplete('', file));
  });

  test('the Tab key prints nothing when a file is missing', async () => {
    rmSync(join(copy, 'dist/questions.cjs'));
    for (const args of [['__complete', 'words', 'swr', 'p'], ['__current']])
      expect(await run(args, '', program)).toEqual({
        exitCode: 1,
        signal: null,
        stdout: '',
        stderr: '',
      });
  });
});

test('a folder with a backslash in its name works like others', async () => {
  const program = copyProgram(join(tempFolder(), 'back\\slash'));
  expect(await run(['--version'], '', program)).toEqual({
    exitCode: 0,
    signal: null,
    stdout: `${manifest.version}\n`,
    stderr: '',
  });
});

/** Runs the program in a folder that is removed before. */
function runInRemovedFolder(args: string) {
  const swrole = commandLine([process.execPath, SWROLE_PROGRAM]);
  const script = `cd "$0" && rmdir "$0" && exec ${swrole} ${args}`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script, join(tempFolder())], {
    env: example.env,
    encoding: 'utf8',
  });
  return { exitCode: status, signal: null, stdout, stderr };
}

test('a command runs in a current folder that no longer exists', () => {
  expect(runInRemovedFolder('exec my-company -- true')).toEqual({
    ...{ exitCode: 0, signal: null },
    ...{ stdout: '', stderr: '' },
  });
});

test('a current folder that no longer exists has a message', () => {
  const error = Object.assign(new Error('ENOENT: no such file or directory, uv_cwd'), {
    code: 'ENOENT',
    syscall: 'uv_cwd',
  });
  expect(formatError(describeCrash(error))).toBe(
    failed('', 'the current folder no longer exists', 'change to another folder').stderr,
  );
});

const TOO_MANY =
  'raise the limit (ulimit -n), or see why the program that starts swrole leaves so many open';

// Other systems and versions of node need another number of files; somewhere in between is what this is about.
test('too few open files for a part of the program or the config are an error', () => {
  const config = example.env.AWS_CONFIG_FILE ?? join(example.env.HOME ?? '', '.aws/config');
  const messages = [
    failed(FOR_SH, 'too many open files (EMFILE)', TOO_MANY),
    {
      ...failed(
        failureText('sh', 3, {}),
        `cannot read ${config}: too many open files (EMFILE)`,
        TOO_MANY,
      ),
      exitCode: 3,
    },
  ];
  const endingWith = (files: number) => {
    const script = `ulimit -n ${files} && exec "$0" "$@"`;
    const args = ['-c', script, process.execPath, SWROLE_PROGRAM, '-o', 'my-company'];
    const { env } = example;
    const { status, signal, stdout, stderr } = spawnSync('sh', args, { env, encoding: 'utf8' });
    return { exitCode: status, signal, stdout, stderr };
  };
  const endings = [endingWith(12)];
  while (endings.at(-1)?.exitCode !== 0) endings.push(endingWith(12 + endings.length));
  // Node itself has not come so far that it could read the first file.
  const begun = endings.filter(({ stderr }) => !isOfNode(stderr));
  const failures = begun.filter(({ exitCode, signal }) => exitCode !== 0 && signal === null);
  expect(failures.length).toBeGreaterThan(0);
  for (const failure of failures) expect(messages).toContainEqual(failure);
});

function isOfNode(stderr: string): boolean {
  return (
    stderr === '' ||
    stderr.includes('Assertion failed') ||
    stderr.includes(`open '${SWROLE_PROGRAM}`)
  );
}

describe('an uncaught error', () => {
  const BUG = failed(
    FOR_SH,
    'internal error (TypeError); this is a bug in swrole',
    'please report it, with what --debug shows',
  );
  const later = (work: string) => `setTimeout(() => { ${work} }, 0);`;

  test.each([
    ['in a callback', later("throw new TypeError('AKIAIOSFODNN7EXAMPLE')")],
    ['in a promise', later("Promise.reject(new TypeError('AKIAIOSFODNN7EXAMPLE'))")],
  ])('an uncaught error %s has a message', async (_, preload) => {
    expect(await run(['-o', '--no-cache', 'project-dev'], preload)).toEqual(BUG);
  });

  test('an uncaught error has a message where node may not compile code from text', async () => {
    const { NODE_OPTIONS } = preloaded(later("throw new TypeError('AKIAIOSFODNN7EXAMPLE')"));
    const options = `${NODE_OPTIONS} --disallow-code-generation-from-strings`;
    const env = { ...example.env, NODE_OPTIONS: options };
    expect(await runSwrole(['-o', '--no-cache', 'project-dev'], { env })).toEqual(BUG);
  });

  test('an uncaught error after the output does not change the result', async () => {
    const preload = `
      const write = process.stdout.write;
      process.stdout.write = function (text, done) {
        return write.call(this, text, (error) => {
          done(error);
          setTimeout(() => { throw new TypeError('AKIAIOSFODNN7EXAMPLE'); }, 20);
        });
      };`;
    const { exitCode, stdout, stderr } = await runSwrole(['-o', 'my-company'], {
      env: { ...example.env, ...preloaded(preload) },
      credentialsOnStdout: true,
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain("export AWS_ACCESS_KEY_ID='");
  });
});
