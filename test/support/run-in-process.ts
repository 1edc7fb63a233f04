/**
 * The whole program in the process of the tests, from the arguments to the exit code: everything but the bundling, and
 * what the first file (`bin/swrole.ts`) does about crashes and the Tab key. The built program takes ten times as long, so
 * tables of many cases run here, and a few cases for each command run that (`run-swrole.ts`).
 *
 * What is seen of the process itself is not the program's here: signals, its number, its age, its terminal.
 */
import { closeSync, openSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../src/app.ts';
import { readCachedDocument } from '../../src/fast-path/cached-answer.ts';
import { restoreRegion } from '../../src/fast-path/fingerprint.ts';
import { homeDirectory } from '../../src/fast-path/paths.ts';
import type { ExitStatus } from '../../src/process/exec.ts';
import type { Output, System } from '../../src/system.ts';
import { secretsOf, watchChildren } from './leaks.ts';
import {
  checkLeaks,
  type RunOptions,
  type RunResult,
  runSwrole,
  SWROLE_PROGRAM,
  throwLeaks,
} from './run-swrole.ts';

/** Variables that node itself reads when it starts. */
const OF_NODE = ['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'NODE_DEBUG'];

/** Commands that have the streams of the process, and a question that has a program of its own. */
const OF_THE_PROCESS = new Set(['exec', '__complete', '__current']);

/** Whether these tests run on a terminal: then the program in their process would ask there. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

/** Whether this can be seen only in a process of its own. */
function wantsProcess(args: readonly string[], options: RunOptions): boolean {
  const [command = ''] = args;
  const { uid, program, timeoutMs, env, detached, startsNothing } = options;
  if (!startsNothing && (OF_THE_PROCESS.has(command) || args.includes('--'))) return true;
  if (detached && hasTerminal()) return true;
  const asked = [uid, program, timeoutMs, ...OF_NODE.map((name) => env[name])];
  return asked.some((option) => option !== undefined);
}

/**
 * Milliseconds that node takes before the program looks at anything: its clock is that much ahead. A file that was written
 * just before it looks counts as one that may still change, and no answer from it would be kept.
 */
const START_UP = 40;

const SHELL_FILES = fileURLToPath(new URL('../../dist/shell', import.meta.url));

/** A pipe, or a terminal of this width, of which the text is kept. */
function pipe(columns?: number): Output & { text: string } {
  const output = {
    text: '',
    isTerminal: columns !== undefined,
    columns: columns ?? 80,
    write: async (text: string) => {
      output.text += text;
    },
  };
  return output;
}

/** As `realSystem` reads it, for these arguments and this environment. */
function systemOf(
  args: readonly string[],
  { input, clock, keychain, nodeVersion = process.version.slice(1) }: RunOptions,
  stdout: Output,
  stderr: Output,
): System {
  const { env } = process;
  const now = () => Date.now() + START_UP + (clock?.ahead ?? 0);
  return {
    argv: args,
    env,
    home: homeDirectory(env),
    platform: process.platform,
    nodeVersion,
    user: userInfo().username,
    machine: hostname(),
    shellFiles: SHELL_FILES,
    program: { node: process.execPath, script: SWROLE_PROGRAM },
    stdout,
    stderr,
    now,
    startedAt: now(),
    sleep: async (milliseconds, signal) => {
      if (clock) clock.ahead += milliseconds;
      else await delay(milliseconds, undefined, signal && { signal });
    },
    // Without any, it never ends, as the pipe of an SDK.
    readStdin: () => (input === undefined ? new Promise(() => {}) : Promise.resolve(input)),
    ...(keychain && { keychain }),
    watchInterrupts: () => ({ signal: new AbortController().signal, stop: () => {} }),
  };
}

type Variables = Record<string, string | undefined>;

/** Variables that node and the libraries of the system look for themselves, whatever `process.env` is. */
const OF_THE_SYSTEM = ['HOME', 'TMPDIR', 'TMP', 'TEMP', 'TZ'];

function assign(to: Variables, name: string, value: string | undefined): void {
  if (to[name] === value) return;
  if (value === undefined) delete to[name];
  else to[name] = value;
}

/**
 * Gives the process another environment: an object of its own, because to read all variables of the real one, and to write them,
 * takes longer than many a run.
 *
 * @returns gives it back the one it had
 */
function replaceEnvironment(given: Readonly<Variables>): () => void {
  const { env: own } = process;
  const before = OF_THE_SYSTEM.map((name) => [name, own[name]] as const);
  for (const name of OF_THE_SYSTEM) assign(own, name, given[name]);
  process.env = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  return () => {
    process.env = own;
    for (const [name, value] of before) assign(own, name, value);
  };
}

/**
 * While the program runs, the process has its words, environment and folder: the AWS SDK and children look there. And as
 * `main` does it, node and the SDK print no warnings of their own.
 */
async function asProcess<T>(
  args: readonly string[],
  { env, cwd }: RunOptions,
  work: () => Promise<T>,
): Promise<T> {
  const [argv, folder] = [process.argv, process.cwd()];
  const listeners = process.listeners('warning');
  process.removeAllListeners('warning');
  if (cwd !== undefined) process.chdir(cwd);
  process.argv = [process.execPath, SWROLE_PROGRAM, ...args];
  const restoreEnvironment = replaceEnvironment(env);
  try {
    return await work();
  } finally {
    process.chdir(folder);
    process.argv = argv;
    restoreEnvironment();
    for (const listener of listeners) process.on('warning', listener);
  }
}

/** The run before; there is one environment, so they take turns. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs the program to its end, as `runSwrole` does, which it leaves to that where the options or the command ask for a
 * process of their own. Rejects if a secret was seen where it must not be.
 */
export function runInProcess(args: readonly string[], options: RunOptions): Promise<RunResult> {
  if (wantsProcess(args, options)) return runSwrole(args, options);
  const run = last.then(() => runAlone(args, options));
  last = run.catch(() => undefined);
  return run;
}

async function runAlone(args: readonly string[], options: RunOptions): Promise<RunResult> {
  const [stdout, stderr] = [pipe(options.columns), pipe(options.errorColumns)];
  const { env, secrets = [] } = options;
  const childProblems = watchChildren(env, [...secretsOf(env), ...secrets]);
  let problems: readonly string[] = [];
  const status = await asProcess(args, options, () =>
    program(systemOf(args, options, stdout, stderr)),
  ).finally(() => {
    problems = childProblems();
  });
  throwLeaks(problems);
  const result = { ...ending(status), stdout: stdout.text, stderr: stderr.text };
  checkLeaks(result, options, args[0]);
  return result;
}

/** As the first file does it: the cached answer, or the whole program. */
async function program(system: System): Promise<ExitStatus> {
  restoreRegion(process.env);
  const document = readCachedDocument();
  if (document === undefined) return runProgram(system);
  await system.stdout.write(document);
  return { exitCode: 0 };
}

function ending({ exitCode, signal }: ExitStatus): Pick<RunResult, 'exitCode' | 'signal'> {
  return signal === undefined ? { exitCode, signal: null } : { exitCode: null, signal };
}
