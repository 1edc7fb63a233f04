import { spawn } from 'node:child_process';
import { collectOutput, untilClosed } from './child-output.ts';

/** How a program ended, and how long it took from its start to the end of its output. */
export interface TimedRun {
  /** `null` after a signal. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** For programs that hang; the slowest of them takes a tenth of this. */
const TIME_LIMIT = 60_000;

/**
 * Runs a program in the home that its environment names. Its stdin is a pipe that never ends, as in SDKs.
 *
 * @param env its whole environment
 */
export async function timedRun(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<TimedRun> {
  const startedAt = performance.now();
  const child = spawn(file, args, { env, cwd: env.HOME });
  const output = collectOutput(child);
  await untilClosed(child, TIME_LIMIT);
  return { exitCode: child.exitCode, ...output, milliseconds: performance.now() - startedAt };
}
