/** The commands that only people type, each loaded when it is typed. */
import type { Invocation } from './cli/invocation.ts';
import type { World } from './cli/world.ts';
import type { ExitStatus } from './run/exit-status.ts';
import { runProgram } from './run-program.ts';
import { realSystem } from './system.ts';

/** Does one of the commands that only people type. */
export async function perform(invocation: Invocation, world: World): Promise<ExitStatus> {
  switch (invocation.kind) {
    case 'help':
      return (await import('./cli/commands/help.ts')).performHelp(invocation, world);
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
    default:
      throw new RangeError(`${invocation.kind} is not only for people`);
  }
}

/** Runs the program, for a command line that has one of these commands. */
export function runForPeople(): Promise<ExitStatus> {
  return runProgram(realSystem(import.meta.url), perform);
}
