/** The commands that only people type, each loaded when it is typed. */

import type { World } from './cli/context.ts';
import type { Invocation } from './cli/invocation.ts';
import type { ExitStatus } from './process/exit.ts';
import { runProgram } from './run-program.ts';
import { realSystem } from './system.ts';

/** Does one of the commands that only people type. */
export async function perform(invocation: Invocation, world: World): Promise<ExitStatus> {
  switch (invocation.kind) {
    case 'help':
      return (await import('./commands/help.ts')).performHelp(invocation, world);
    case 'list':
      return (await import('./commands/list.ts')).performList(invocation, world);
    case 'status':
      return (await import('./commands/status.ts')).performStatus(invocation, world);
    case 'logout':
      return (await import('./commands/logout.ts')).performLogout(invocation, world);
    case 'whoami':
      return (await import('./commands/whoami.ts')).performWhoami(invocation, world);
    case 'console':
      return (await import('./commands/console.ts')).performConsole(invocation, world);
    case 'setup':
      return (await import('./commands/setup.ts')).performSetup(invocation, world);
    case 'doctor':
      return (await import('./commands/doctor.ts')).performDoctor(invocation, world);
    case 'init':
      return (await import('./commands/init.ts')).performInit(invocation, world);
    default:
      throw new RangeError(`${invocation.kind} is not only for people`);
  }
}

/** Runs the program, for a command line that has one of these commands. */
export function runForPeople(): Promise<ExitStatus> {
  return runProgram(realSystem(import.meta.url), perform);
}
