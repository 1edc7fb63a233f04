import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a program that leaves something to clean up: a signal, or a reader of our output that goes away, does not end
 * the process but aborts what the program is given. Sets the exit code, and says on stderr what went wrong.
 *
 * @param name begins the message
 * @param program rejects when it fails or is interrupted, after it has cleaned up
 */
export async function runProgram(
  name: string,
  program: (interrupted: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  for (const signal of SIGNALS) process.on(signal, () => controller.abort(signal));
  process.stdout.on('error', () => controller.abort('SIGPIPE'));
  try {
    await program(controller.signal);
  } catch (error) {
    process.exitCode = exitCode(controller.signal);
    // What fails after Ctrl-C fails because of it: our children have got the signal too.
    if (!controller.signal.aborted) process.stderr.write(`${name} failed: ${words(error)}\n`);
  }
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function exitCode({ aborted, reason }: AbortSignal): number {
  return aborted ? 128 + constants.signals[reason as NodeJS.Signals] : 1;
}
