/** The interactive commands. They are loaded together when one of them is used, and never for an SDK or a shell. */

import type { Context } from './cli/context.ts';
import type {
  ExecInvocation,
  LoginInvocation,
  NamedInvocation,
  PrintInvocation,
} from './cli/invocation.ts';
import { showNamesake } from './cli/typed-error.ts';
import { runConsole } from './commands/console.ts';
import { runDoctor } from './commands/doctor.ts';
import { runHelp } from './commands/help.ts';
import { runInit } from './commands/init.ts';
import { runList } from './commands/list.ts';
import { runLogout } from './commands/logout.ts';
import { runSetup } from './commands/setup.ts';
import { runStatus } from './commands/status.ts';
import { runWhoami } from './commands/whoami.ts';
import { runWrite } from './commands/write.ts';
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

function run(invocation: InteractiveInvocation, context: Context): Promise<ExitStatus> {
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
      return runConsole(invocation, context);
    case 'serve':
      return import('./commands/serve.ts').then(({ runServe }) => runServe(invocation, context));
    case 'setup':
      return runSetup(invocation, context);
    case 'write':
      return runWrite(invocation, context);
    case 'doctor':
      return runDoctor(invocation, context);
    case 'init':
      return runInit(invocation, context);
  }
}
