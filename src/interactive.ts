/** The commands that only people type, each loaded when it is typed. */

import type { Context } from './cli/context.ts';
import type { Invocation } from './cli/invocation.ts';
import type { ExitStatus } from './process/exit.ts';
import { runProgram } from './run-program.ts';
import { realSystem } from './system.ts';

/** Does one of the commands that only people type. */
export async function runCommand(invocation: Invocation, context: Context): Promise<ExitStatus> {
  switch (invocation.kind) {
    case 'help':
      return (await import('./commands/help.ts')).runHelp(invocation, context);
    case 'list':
      return (await import('./commands/list.ts')).runList(invocation, context);
    case 'status':
      return (await import('./commands/status.ts')).runStatus(invocation, context);
    case 'logout':
      return (await import('./commands/logout.ts')).runLogout(invocation, context);
    case 'whoami':
      return (await import('./commands/whoami.ts')).runWhoami(invocation, context);
    case 'console':
      return (await import('./commands/console.ts')).runConsole(invocation, context);
    case 'setup':
      return (await import('./commands/setup.ts')).runSetup(invocation, context);
    case 'doctor':
      return (await import('./commands/doctor.ts')).runDoctor(invocation, context);
    case 'init':
      return (await import('./commands/init.ts')).runInit(invocation, context);
    default:
      throw new RangeError(`${invocation.kind} is not only for people`);
  }
}

/** Runs the program, for a command line that has one of these commands. */
export function runInteractive(): Promise<ExitStatus> {
  return runProgram(realSystem(import.meta.url), runCommand);
}
