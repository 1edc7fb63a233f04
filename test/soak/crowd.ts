/**
 * Many runs of the built program that begin at one instant, as the workers of a dev server do, each in a session
 * of its own: a terminal that runs the tests gets no question.
 *
 * All are there before, as shells that wait for a line on stdin; then each becomes the program. After
 * the line stdin is a pipe that never delivers nor ends, as in SDKs.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { collectOutput, untilClosed } from '../support/child-output.ts';
import { type RunResult, SWROLE_PROGRAM } from '../support/run-swrole.ts';

/** How the program is run. */
export interface Surroundings {
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Kills what is left when aborted. */
  readonly stop: AbortSignal;
}

/** Processes that wait for their start, or have had it. To be closed. */
export interface Crowd {
  /** Starts all of them. */
  release(): void;
  /** How each of them ended. */
  readonly results: Promise<readonly RunResult[]>;
  /** Kills the one with this process id, and not what it has started. */
  kill(pid: number): void;
  /** Kills those that are left, with all that they have started. */
  close(): void;
}

const WAIT_FOR_LINE = 'read -r line; exec "$@"';

/** Longer than the 55 s after which the program gives up. */
const TIME_LIMIT = 120_000;

function waiting(args: readonly string[], env: Surroundings['env']) {
  const words = ['-c', WAIT_FOR_LINE, 'sh', process.execPath, SWROLE_PROGRAM, ...args];
  const child = spawn('/bin/sh', words, { env, detached: true });
  child.stdin.on('error', () => undefined);
  return child;
}

async function ending(child: ChildProcessWithoutNullStreams): Promise<RunResult> {
  const output = collectOutput(child);
  await untilClosed(child, TIME_LIMIT);
  return { exitCode: child.exitCode, signal: child.signalCode, ...output };
}

function killGroup({ pid, exitCode, signalCode }: ChildProcessWithoutNullStreams): void {
  // The number of a process that has ended may belong to another one.
  const isAlive = exitCode === null && signalCode === null;
  if (isAlive && pid !== undefined) process.kill(-pid, 'SIGKILL');
}

/** Makes so many processes that are going to run `swrole ARGS`. */
export function gather(size: number, args: readonly string[], { env, stop }: Surroundings): Crowd {
  const children = Array.from({ length: size }, () => waiting(args, env));
  const close = () => children.forEach(killGroup);
  stop.addEventListener('abort', close);
  if (stop.aborted) close();
  return {
    release: () => {
      for (const { stdin } of children) stdin.write('\n');
    },
    results: Promise.all(children.map(ending)),
    kill: (pid) => children.find((child) => child.pid === pid)?.kill('SIGKILL'),
    close: () => {
      stop.removeEventListener('abort', close);
      close();
    },
  };
}

/** Runs `swrole ARGS` so many times at one instant. */
export async function runAtOnce(
  size: number,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<readonly RunResult[]> {
  const crowd = gather(size, args, surroundings);
  try {
    crowd.release();
    return await crowd.results;
  } finally {
    crowd.close();
  }
}
