/**
 * The program that SDKs and shells wait for. What only people type is a program of its own beside it (`people.ts`): bundled
 * together, the two would share code in dozens of small files, and all of these would be read for each of the others.
 */

import type { World } from './cli/context.ts';
import type { Invocation } from './cli/invocation.ts';
import { performExec } from './commands/exec.ts';
import { performLogin } from './commands/login.ts';
import { performPrint } from './commands/print.ts';
import { type ExitStatus, exitLike } from './process/exit.ts';
import { runProgram } from './run-program.ts';
import { realSystem } from './system.ts';

/** Milliseconds for what may still be going on when all is done, such as a signal to this process. */
const LEFTOVERS = 100;

const OWN: ReadonlySet<Invocation['kind']> = new Set(['print', 'exec', 'login']);

/** Does one of the program's own commands; see {@link isOwn}. */
export function perform(invocation: Invocation, world: World): Promise<ExitStatus> {
  if (invocation.kind === 'print') return performPrint(invocation, world);
  if (invocation.kind === 'exec') return performExec(invocation, world);
  if (invocation.kind === 'login') return performLogin(invocation, world);
  throw new RangeError(`${invocation.kind} is only for people`);
}

/** Whether a command is one of this program's, and not one that only people type. */
export function isOwn({ kind }: Invocation): boolean {
  return OWN.has(kind);
}

/** From the beginning: an error that one bundle throws is none that the other knows. */
function passOn(invocation: Invocation): Promise<ExitStatus> | undefined {
  if (isOwn(invocation)) return undefined;
  return import('./interactive.ts').then(({ runForPeople }) => runForPeople());
}

/** The whole program, from the real system to the exit code. */
export async function main(): Promise<void> {
  // Node and the SDK would tell of their own affairs on stderr, which some SDKs read together with stdout.
  process.removeAllListeners('warning');
  process.exitCode = exitLike(await runProgram(realSystem(import.meta.url), perform, passOn));
  // Everything is written. A connection that an SDK provider has left open is not waited for.
  setTimeout(() => process.exit(), LEFTOVERS).unref();
}
