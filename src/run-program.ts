/** The composition root: builds the real effects, runs one command, and turns every error into words and an exit code. */

import type { Context } from './cli/context.ts';
import type { Invocation } from './cli/invocation.ts';
import { parseArguments } from './cli/parse.ts';
import { reportError } from './cli/report-error.ts';
import { createReporter, type ReporterContext } from './cli/reporting.ts';
import { printShellFailure } from './cli/shell-failure.ts';
import { cacheDirectory } from './fast-path/paths.ts';
import type { ExitStatus } from './process/exit.ts';
import { runtimeDirectory } from './storage/cache-problem.ts';
import type { StsClient } from './sts/client.ts';
import type { System } from './system.ts';

/** Does one command. */
export type RunCommand = (invocation: Invocation, context: Context) => Promise<ExitStatus>;

/** Does a command that is another program's; undefined for those of this one. */
type Delegate = (invocation: Invocation) => Promise<ExitStatus> | undefined;

/** Milliseconds for everything: the Go SDK kills its helper after 60 s. */
const TIME_LIMIT = 55_000;

/** Milliseconds that a busy machine takes to notice that the time is over. */
const MOMENT = 5_000;

/** The AWS SDK is the heaviest part of the program, and most runs find what they need in the cache. */
function lazySts(told: ReporterContext): StsClient {
  const real = async () => (await import('./sts/client.ts')).createStsClient(told.system.env, told);
  return {
    prepare: async (plan) => (await real()).prepare(plan),
    assumeRole: async (request) => (await real()).assumeRole(request),
    getSessionToken: async (request) => (await real()).getSessionToken(request),
    assumeRoleWithWebIdentity: async (request) => (await real()).assumeRoleWithWebIdentity(request),
    getCallerIdentity: async (request) => (await real()).getCallerIdentity(request),
  };
}

function createContext(told: ReporterContext): Context {
  const { env, home, startedAt } = told.system;
  const deadline = startedAt + TIME_LIMIT;
  const cache = cacheDirectory(env, home);
  return { ...told, sts: lazySts(told), cache, runtime: runtimeDirectory(env), deadline };
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

/**
 * Runs the program in a system: everything that it does to the world goes through that. It never throws.
 *
 * @param perform does what was typed
 * @param passOn has the choice before: nothing has been done, and nothing told, when it is asked
 */
export async function runProgram(
  system: System,
  perform: RunCommand,
  passOn: Delegate = () => undefined,
): Promise<ExitStatus> {
  let told: ReporterContext | undefined;
  let status: ExitStatus;
  try {
    const line = parseArguments(system.argv);
    const passedOn = passOn(line.invocation);
    if (passedOn !== undefined) return await passedOn;
    told = await createReporter(system, line);
    status = await perform(line.invocation, createContext(told));
  } catch (error) {
    told ??= await createReporter(system);
    status = await fail(error, told.system);
  }
  const how = 'signal' in status ? status.signal : `exit code ${status.exitCode}`;
  told.debug(`${how} after ${Math.round(system.now() - system.startedAt)} ms`);
  return status;
}
