import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';

/** What a child writes, as text; it grows until the child's pipes are closed. */
export function collectOutput(child: ChildProcessWithoutNullStreams): {
  readonly stdout: string;
  readonly stderr: string;
} {
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      output[stream] += chunk;
    });
  }
  return output;
}

/**
 * Resolves when a child has ended and its pipes are closed. After so many milliseconds it kills the child and rejects:
 * also where the child has ended, but a child of its own keeps the pipes open.
 */
export async function untilClosed(
  child: ChildProcessWithoutNullStreams,
  timeoutMs: number,
): Promise<void> {
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    await once(child, 'close', { signal: limit });
  } catch (error) {
    child.kill('SIGKILL');
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    throw limit.aborted ? new Error(`not finished after ${timeoutMs} ms`) : error;
  }
}
