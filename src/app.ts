/**
 * The program that SDKs and shells wait for. What only people type is a program of its own beside it (`people.ts`): bundled
 * together, the two would share code in dozens of small files, and all of these would be read for each of the others.
 */

import type { Context } from './cli/context.ts';
import type { Invocation } from './cli/invocation.ts';
import { runExec } from './commands/exec.ts';
import { runLogin } from './commands/login.ts';
import { runPrint } from './commands/print.ts';
import { type ExitStatus, exitAs } from './process/exit.ts';
import { runProgram } from './run-program.ts';
import { realSystem } from './system.ts';

/** Milliseconds for what may still be going on when all is done, such as a signal to this process. */
const LEFTOVERS = 100;

const OWN: ReadonlySet<Invocation['kind']> = new Set(['print', 'exec', 'login']);

/** Does one of the program's own commands; see {@link isOwn}. */
export function perform(invocation: Invocation, context: Context): Promise<ExitStatus> {
  if (invocation.kind === 'print') return runPrint(invocation, context);
  if (invocation.kind === 'exec') return runExec(invocation, context);
  if (invocation.kind === 'login') return runLogin(invocation, context);
  throw new RangeError(`${invocation.kind} is only for people`);
}

/** Whether a command is one of this program's, and not one that only people type. */
export function isOwn({ kind }: Invocation): boolean {
  return OWN.has(kind);
}

/** From the beginning: an error that one bundle throws is none that the other knows. */
function delegate(invocation: Invocation): Promise<ExitStatus> | undefined {
  if (isOwn(invocation)) return undefined;
  return import('./interactive.ts').then(({ runInteractive }) => runInteractive());
}

/** The whole program, from the real system to the exit code. */
export async function main(): Promise<void> {
  // Node and the SDK would tell of their own affairs on stderr, which some SDKs read together with stdout.
  process.removeAllListeners('warning');
  process.exitCode = exitAs(await runProgram(realSystem(import.meta.url), perform, delegate));
  // Everything is written. A connection that an SDK provider has left open is not waited for.
  setTimeout(() => process.exit(), LEFTOVERS).unref();
}
