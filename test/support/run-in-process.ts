/**
 * The whole program in the process of the tests, from the arguments to the exit code: everything but the first file
 * (`bin/swrole.ts`) and the bundling. It takes a tenth of the time of the built program, so tables of many cases use it;
 * for each command a few cases run the built program ({@link file://./run-swrole.ts}).
 *
 * What is seen of the process itself is not the program's here: a signal to it, its number, its terminal.
 */
import { hostname, userInfo } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as app from '../../src/app.ts';
import { homeDirectory } from '../../src/hot/places.ts';
import { restoreRegion } from '../../src/hot/region.ts';
import * as people from '../../src/people.ts';
import type { ExitStatus } from '../../src/run/exit-status.ts';
import { type Perform, runProgram } from '../../src/run-program.ts';
import type { Output, System } from '../../src/system.ts';
import { checkLeaks, type RunOptions, type RunResult, SWROLE_PROGRAM } from './run-swrole.ts';

/** What a process of its own is not needed for. */
export type InProcessOptions = Pick<
  RunOptions,
  'env' | 'input' | 'secrets' | 'credentialsOnStdout'
>;

const SHELL_FILES = fileURLToPath(new URL('../../dist/shell', import.meta.url));

/** A pipe, of which the text is kept. */
function pipe(): Output & { text: string } {
  const output = {
    text: '',
    isTerminal: false,
    columns: 80,
    write: async (text: string) => {
      output.text += text;
    },
  };
  return output;
}

/** As `realSystem` reads it, for these arguments and this environment. */
function systemOf(
  args: readonly string[],
  input: string | undefined,
  stdout: Output,
  stderr: Output,
): System {
  const { env } = process;
  return {
    argv: args,
    env,
    home: homeDirectory(env),
    platform: process.platform,
    nodeVersion: process.version.slice(1),
    user: userInfo().username,
    machine: hostname(),
    shellFiles: SHELL_FILES,
    program: { node: process.execPath, script: SWROLE_PROGRAM },
    stdout,
    stderr,
    now: () => Date.now(),
    startedAt: Date.now(),
    sleep: (milliseconds, signal) => delay(milliseconds, undefined, signal && { signal }),
    // Without any, it never ends, as the pipe of an SDK.
    readStdin: () => (input === undefined ? new Promise(() => {}) : Promise.resolve(input)),
    watchInterrupts: () => ({ signal: new AbortController().signal, stop: () => {} }),
  };
}

const perform: Perform = (invocation, world) =>
  (app.isOwn(invocation) ? app : people).perform(invocation, world);

function replaceEnvironment(env: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
}

/** The environment of the process is the program's while it runs: the AWS SDK and children look there. */
async function inEnvironment<T>(
  env: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  replaceEnvironment(env);
  try {
    return await work();
  } finally {
    replaceEnvironment(before);
  }
}

/** The run before; there is one environment, so they take turns. */
let last: Promise<unknown> = Promise.resolve();

/** Runs the program to its end, as `runSwrole` does. Rejects if a secret was seen where it must not be. */
export function runInProcess(
  args: readonly string[],
  options: InProcessOptions,
): Promise<RunResult> {
  const run = last.then(() => runAlone(args, options));
  last = run.catch(() => undefined);
  return run;
}

async function runAlone(args: readonly string[], options: InProcessOptions): Promise<RunResult> {
  const [stdout, stderr] = [pipe(), pipe()];
  const status = await inEnvironment(options.env, () => {
    restoreRegion(process.env);
    return runProgram(systemOf(args, options.input, stdout, stderr), perform);
  });
  const result = { ...ending(status), stdout: stdout.text, stderr: stderr.text };
  checkLeaks(result, options);
  return result;
}

function ending({ exitCode, signal }: ExitStatus): Pick<RunResult, 'exitCode' | 'signal'> {
  return signal === undefined ? { exitCode, signal: null } : { exitCode: null, signal };
}
