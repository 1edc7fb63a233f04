/** The composition root: builds the real effects, runs one command, and turns every error into words and an exit code. */
import { performExec } from './cli/commands/exec.ts';
import { performHelp } from './cli/commands/help.ts';
import { performLogin } from './cli/commands/login.ts';
import { performPrint } from './cli/commands/print.ts';
import { tellShell } from './cli/failure-format.ts';
import type { Invocation } from './cli/invocation.ts';
import { parseArguments } from './cli/parse-arguments.ts';
import { reportError } from './cli/report-error.ts';
import { type Telling, telling } from './cli/telling.ts';
import type { World } from './cli/world.ts';
import { cacheDirectory } from './hot/places.ts';
import { exitLike } from './run/exit-like.ts';
import type { ExitStatus } from './run/exit-status.ts';
import type { Sts } from './sts/sts.ts';
import { realSystem, type System } from './system.ts';

/** Milliseconds for everything: the Go SDK kills its helper after 60 s. */
const TIME_LIMIT = 55_000;

/** Milliseconds for what may still be going on when all is done, such as a signal to this process. */
const LEFTOVERS = 100;

/** The AWS SDK is the heaviest part of the program, and most runs find what they need in the cache. */
function lazySts(told: Telling): Sts {
  const real = async () => (await import('./sts/sts.ts')).realSts(told.system.env, told);
  return {
    assumeRole: async (request) => (await real()).assumeRole(request),
    getSessionToken: async (request) => (await real()).getSessionToken(request),
    assumeRoleWithWebIdentity: async (request) => (await real()).assumeRoleWithWebIdentity(request),
    getCallerIdentity: async (request) => (await real()).getCallerIdentity(request),
  };
}

function world(told: Telling): World {
  const { env, home, startedAt } = told.system;
  const deadline = startedAt + TIME_LIMIT;
  return { ...told, sts: lazySts(told), cache: cacheDirectory(env, home), deadline };
}

/** What SDKs and shells wait for is at hand; what people type is loaded when they type it. */
async function perform(invocation: Invocation, world: World): Promise<ExitStatus> {
  switch (invocation.kind) {
    case 'print':
      return performPrint(invocation, world);
    case 'exec':
      return performExec(invocation, world);
    case 'login':
      return performLogin(invocation, world);
    case 'help':
      return performHelp(invocation, world);
    case 'list':
      return (await import('./cli/commands/list.ts')).performList(invocation, world);
    case 'status':
      return (await import('./cli/commands/status.ts')).performStatus(invocation, world);
    case 'logout':
      return (await import('./cli/commands/logout.ts')).performLogout(invocation, world);
    case 'whoami':
      return (await import('./cli/commands/whoami.ts')).performWhoami(invocation, world);
    case 'console':
      return (await import('./cli/commands/console.ts')).performConsole(invocation, world);
    case 'setup':
      return (await import('./cli/commands/setup.ts')).performSetup(invocation, world);
    case 'doctor':
      return (await import('./cli/commands/doctor.ts')).performDoctor(invocation, world);
    case 'init':
      return (await import('./cli/commands/init.ts')).performInit(invocation, world);
  }
}

/** Says what went wrong: to the person on stderr, and to a shell that evaluates stdout. */
async function fail(error: unknown, system: System): Promise<ExitStatus> {
  const { exitCode, text } = reportError(error, system.argv);
  await tellShell(system, exitCode);
  await system.stderr.write(text);
  return { exitCode };
}

/** Runs the program in a system: everything that it does to the world goes through that. */
export async function run(system: System): Promise<ExitStatus> {
  let told: Telling | undefined;
  let status: ExitStatus;
  try {
    const invocation = parseArguments(system.argv);
    told = await telling(system, invocation);
    status = await perform(invocation, world(told));
  } catch (error) {
    told ??= await telling(system, undefined);
    status = await fail(error, told.system);
  }
  const how = 'signal' in status ? status.signal : `exit code ${status.exitCode}`;
  told.debug(`${how} after ${Math.round(system.now() - system.startedAt)} ms`);
  return status;
}

/** The whole program, from the real system to the exit code. */
export async function main(): Promise<void> {
  // Node and the SDK would tell of their own affairs on stderr, which some SDKs read together with stdout.
  process.removeAllListeners('warning');
  process.exitCode = exitLike(await run(realSystem()));
  // Everything is written. A connection that an SDK provider has left open is not waited for.
  setTimeout(() => process.exit(), LEFTOVERS).unref();
}
