/** The composition root: builds the real effects, runs one command, and turns every error into words and an exit code. */
import { performExec } from './cli/commands/exec.ts';
import { performHelp } from './cli/commands/help.ts';
import { performLogin } from './cli/commands/login.ts';
import { performPrint } from './cli/commands/print.ts';
import { tellShell } from './cli/failure-format.ts';
import type { Invocation } from './cli/invocation.ts';
import { parseArguments } from './cli/parse-arguments.ts';
import { reportError } from './cli/report-error.ts';
import type { World } from './cli/world.ts';
import { cacheDirectory } from './hot/places.ts';
import { exitLike } from './run/exit-like.ts';
import type { ExitStatus } from './run/exit-status.ts';
import { safeText } from './safe-text.ts';
import type { Sts } from './sts/sts.ts';
import { realSystem, type System } from './system.ts';

/** Milliseconds for everything: the Go SDK kills its helper after 60 s. */
const TIME_LIMIT = 55_000;

/** The AWS SDK is the heaviest part of the program, and most runs find what they need in the cache. */
const lazySts: Sts = {
  assumeRole: async (request) => (await import('./sts/sts.ts')).realSts.assumeRole(request),
  getSessionToken: async (request) =>
    (await import('./sts/sts.ts')).realSts.getSessionToken(request),
};

function world(system: System, debug: boolean): World {
  return {
    system,
    sts: lazySts,
    cache: cacheDirectory(system.env, system.home),
    deadline: system.startedAt + TIME_LIMIT,
    debug: (line) => {
      if (debug) void system.stderr.write(`swrole: debug: ${safeText(line)}\n`);
    },
  };
}

function perform(invocation: Invocation, world: World): Promise<ExitStatus> {
  switch (invocation.kind) {
    case 'print':
      return performPrint(invocation, world);
    case 'exec':
      return performExec(invocation, world);
    case 'login':
      return performLogin(invocation, world);
    case 'help':
      return performHelp(invocation, world);
  }
}

/** Says what went wrong: to the person on stderr, and to a shell that evaluates stdout. */
async function fail(error: unknown, system: System): Promise<ExitStatus> {
  const { exitCode, text } = reportError(error);
  await tellShell(system, exitCode);
  await system.stderr.write(text);
  return { exitCode };
}

/** Runs the program in a system: everything that it does to the world goes through that. */
export async function run(system: System): Promise<ExitStatus> {
  try {
    const invocation = parseArguments(system.argv);
    const debug = invocation.kind !== 'help' && invocation.options.debug;
    return await perform(invocation, world(system, debug));
  } catch (error) {
    return fail(error, system);
  }
}

/** The whole program, from the real system to the exit code. */
export async function main(): Promise<void> {
  process.exitCode = exitLike(await run(realSystem()));
}
