/**
 * The composition root: creates the real effects, runs one command, and turns each error into a message and an exit
 * code.
 */

import { type Context, createReporter, type ReporterContext } from './cli/context.ts';
import { NothingChosenError } from './cli/errors.ts';
import type { NamedInvocation } from './cli/invocation.ts';
import { parseArguments } from './cli/parse.ts';
import { reportError } from './cli/report-error.ts';
import { printShellFailure, printUnchanged } from './cli/shell-failure.ts';
import { runExec, runLogin, runPrint } from './commands/print.ts';
import { ConfigError } from './config/errors.ts';
import { cacheDirectory } from './fast-path/paths.ts';
import { type ExitStatus, exitAs } from './process/exec.ts';
import { runtimeDirectory } from './storage/private-store.ts';
import { realSystem, type System } from './system.ts';

/** Milliseconds for the whole run: the Go SDK kills its helper after 60 s. */
const TIME_LIMIT = 55_000;

/** Milliseconds that a busy machine may need to notice that the time limit has passed. */
const TOLERANCE = 5_000;

/** Milliseconds before the process exits, for events that may still be on their way, such as a signal to it. */
const EXIT_DELAY = 100;

/**
 * The whole program, from the real system to the exit code.
 *
 * @param firstFile the path of `bin/swrole.cjs`
 */
export async function main(firstFile: string): Promise<void> {
  // Node and the AWS SDK would write warnings to stderr, which some SDKs read together with stdout.
  process.removeAllListeners('warning');
  process.exitCode = exitAs(await runProgram(realSystem(firstFile)));
  // All output is written. Do not wait for a connection that an SDK provider has left open.
  setTimeout(() => process.exit(), EXIT_DELAY).unref();
}

/** Runs the program in a system, through which all its effects go. It never throws. */
export async function runProgram(system: System): Promise<ExitStatus> {
  let reporter: ReporterContext | undefined;
  let status: ExitStatus;
  try {
    const parsed = parseArguments(system.argv);
    reporter = await createReporter(system, parsed);
    let { invocation } = parsed;
    if (invocation.kind === 'unnamed') {
      const { chooseProfile } = await import('./commands/choose-profile.ts');
      invocation = await chooseProfile(invocation, createContext(reporter));
      reporter = restarted(reporter);
    }
    const ended = await runCommand(invocation, createContext(reporter)).catch(unknownProfile);
    if ('error' in ended) {
      const { confirmProfile } = await import('./commands/choose-profile.ts');
      const confirmed = await confirmProfile(invocation, ended.error, createContext(reporter));
      reporter = restarted(reporter);
      status = await runCommand(confirmed, createContext(reporter));
    } else status = ended;
  } catch (error) {
    reporter ??= await createReporter(system);
    status = await reportFailure(error, reporter.system);
  }
  const ending = 'signal' in status ? status.signal : `exit code ${status.exitCode}`;
  reporter.debug(`${ending} after ${Math.round(system.now() - system.startedAt)} ms`);
  return status;
}

/** The time that the user took to choose does not count. */
function restarted(reporter: ReporterContext): ReporterContext {
  return { ...reporter, system: { ...reporter.system, startedAt: reporter.system.now() } };
}

/**
 * Keeps the error of an unknown profile: its name may be the beginning of one that the user meant.
 *
 * @throws every other error
 */
function unknownProfile(error: unknown): { readonly error: ConfigError } {
  if (error instanceof ConfigError && error.details.kind === 'unknown-profile') return { error };
  throw error;
}

/** The commands that SDKs and shells wait for are loaded already; interactive ones are loaded when they are used. */
async function runCommand(invocation: NamedInvocation, context: Context): Promise<ExitStatus> {
  switch (invocation.kind) {
    case 'print':
      return runPrint(invocation, context);
    case 'exec':
      return runExec(invocation, context);
    case 'login':
      return runLogin(invocation, context);
    default:
      return (await import('./interactive.ts')).runInteractive(invocation, context);
  }
}

/** The context of a run in a system. */
export function createContext(reporter: ReporterContext): Context {
  const { env, home, startedAt } = reporter.system;
  const deadline = startedAt + TIME_LIMIT;
  const cache = cacheDirectory(env, home);
  // Loaded at the first call: the AWS SDK is the slowest part to load, and most runs use the cache.
  const loadSts = async () => (await import('./sts/client.ts')).createStsClient(env, reporter);
  return { ...reporter, loadSts, cache, runtime: runtimeDirectory(env), deadline };
}

/** Writes the error to stderr and, for a shell that evaluates it, to stdout. Errors of these writes are ignored. */
async function reportFailure(error: unknown, system: System): Promise<ExitStatus> {
  const elapsed = system.now() - system.startedAt;
  // More time than the limit has passed: the machine was suspended, or its clock was set forward.
  const pause = elapsed > TIME_LIMIT + TOLERANCE ? elapsed : undefined;
  const { exitCode, text } = await reportError(error, system, pause);
  const print = error instanceof NothingChosenError ? printUnchanged : printShellFailure;
  await Promise.allSettled([print(system, exitCode), system.stderr.write(text)]);
  return { exitCode };
}
