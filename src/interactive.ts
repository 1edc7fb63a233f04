/**
 * The interactive commands, which are never loaded for an SDK or a shell. Those that only look are loaded together; each of the
 * others when it is used, because it brings more than they need: requests, the doctor's checks, changes of files.
 */

import type { Context } from './cli/context.ts';
import type {
  ExecInvocation,
  LoginInvocation,
  NamedInvocation,
  PrintInvocation,
} from './cli/invocation.ts';
import { showNamesake } from './cli/typed-error.ts';
import { runHelp } from './commands/help.ts';
import { runInit } from './commands/init.ts';
import { runList } from './commands/list.ts';
import { runLogout } from './commands/logout.ts';
import { runStatus } from './commands/status.ts';
import { runWhoami } from './commands/whoami.ts';
import type { ExitStatus } from './process/exec.ts';

/** An invocation that `app.ts` does not run itself. */
type InteractiveInvocation = Exclude<
  NamedInvocation,
  PrintInvocation | ExecInvocation | LoginInvocation
>;

/** Runs an interactive command. Afterwards, a user who may have meant a profile of its name gets a hint. */
export async function runInteractive(
  invocation: InteractiveInvocation,
  context: Context,
): Promise<ExitStatus> {
  const status = await run(invocation, context);
  await showNamesake(status, context.system);
  return status;
}

async function run(invocation: InteractiveInvocation, context: Context): Promise<ExitStatus> {
  switch (invocation.kind) {
    case 'help':
      return runHelp(invocation, context);
    case 'list':
      return runList(invocation, context);
    case 'status':
      return runStatus(invocation, context);
    case 'logout':
      return runLogout(invocation, context);
    case 'whoami':
      return runWhoami(invocation, context);
    case 'console':
      return (await import('./commands/console.ts')).runConsole(invocation, context);
    case 'serve':
      return (await import('./commands/serve.ts')).runServe(invocation, context);
    case 'setup':
      return (await import('./commands/setup.ts')).runSetup(invocation, context);
    case 'write':
      return (await import('./commands/write.ts')).runWrite(invocation, context);
    case 'keys':
      return (await import('./commands/keys.ts')).runKeys(invocation, context);
    case 'doctor':
      return (await import('./commands/doctor.ts')).runDoctor(invocation, context);
    case 'init':
      return runInit(invocation, context);
  }
}
