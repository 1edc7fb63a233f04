/** The composition root: builds the real effects, runs one command, and turns every error into a message and an exit code. */

import type { Context } from './cli/context.ts';
import type { Invocation } from './cli/invocation.ts';
import { parseArguments } from './cli/parse.ts';
import { reportError } from './cli/report-error.ts';
import { createReporter, type ReporterContext } from './cli/reporting.ts';
import { printShellFailure } from './cli/shell-failure.ts';
import { runExec } from './commands/exec.ts';
import { runLogin } from './commands/login.ts';
import { runPrint } from './commands/print.ts';
import { cacheDirectory } from './fast-path/paths.ts';
import { type ExitStatus, exitAs } from './process/exit.ts';
import { runtimeDirectory } from './storage/cache-problem.ts';
import type { StsClient } from './sts/client.ts';
import { realSystem, type System } from './system.ts';

/** Milliseconds for everything: the Go SDK kills its helper after 60 s. */
const TIME_LIMIT = 55_000;

/** Milliseconds that a busy machine takes to notice that the time is over. */
const MOMENT = 5_000;

/** Milliseconds for what may still be going on when all is done, such as a signal to this process. */
const LEFTOVERS = 100;

/**
 * The whole program, from the real system to the exit code.
 *
 * @param firstFile the path of `bin/swrole.cjs`
 */
export async function main(firstFile: string): Promise<void> {
  // Node and the SDK would write their own notes to stderr, which some SDKs read together with stdout.
  process.removeAllListeners('warning');
  process.exitCode = exitAs(await runProgram(realSystem(firstFile)));
  // Everything is written. A connection that an SDK provider has left open is not waited for.
  setTimeout(() => process.exit(), LEFTOVERS).unref();
}

/** Runs the program in a system: everything that it changes outside itself goes through that. It never throws. */
export async function runProgram(system: System): Promise<ExitStatus> {
  let reporter: ReporterContext | undefined;
  let status: ExitStatus;
  try {
    const line = parseArguments(system.argv);
    reporter = await createReporter(system, line);
    status = await runCommand(line.invocation, createContext(reporter));
  } catch (error) {
    reporter ??= await createReporter(system);
    status = await fail(error, reporter.system);
  }
  const how = 'signal' in status ? status.signal : `exit code ${status.exitCode}`;
  reporter.debug(`${how} after ${Math.round(system.now() - system.startedAt)} ms`);
  return status;
}

/** What SDKs and shells wait for is loaded already; what only people type is loaded when it is typed. */
async function runCommand(invocation: Invocation, context: Context): Promise<ExitStatus> {
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

function createContext(reporter: ReporterContext): Context {
  const { env, home, startedAt } = reporter.system;
  const deadline = startedAt + TIME_LIMIT;
  const cache = cacheDirectory(env, home);
  return { ...reporter, sts: lazySts(reporter), cache, runtime: runtimeDirectory(env), deadline };
}

/** The AWS SDK is the heaviest part of the program, and most runs find what they need in the cache. */
function lazySts(reporter: ReporterContext): StsClient {
  const load = async () =>
    (await import('./sts/client.ts')).createStsClient(reporter.system.env, reporter);
  return {
    prepare: async (plan) => (await load()).prepare(plan),
    assumeRole: async (request) => (await load()).assumeRole(request),
    getSessionToken: async (request) => (await load()).getSessionToken(request),
    assumeRoleWithWebIdentity: async (request) => (await load()).assumeRoleWithWebIdentity(request),
    getCallerIdentity: async (request) => (await load()).getCallerIdentity(request),
  };
}

/** Says what went wrong: to the person on stderr, and to a shell that evaluates stdout, as far as they can be written to. */
async function fail(error: unknown, system: System): Promise<ExitStatus> {
  const lasted = system.now() - system.startedAt;
  // By the clock it may have lasted for longer than it could, by a moment.
  const pause = lasted > TIME_LIMIT + MOMENT ? lasted : undefined;
  const { exitCode, text } = reportError(error, system.argv, pause);
  await Promise.allSettled([printShellFailure(system, exitCode), system.stderr.write(text)]);
  return { exitCode };
}
