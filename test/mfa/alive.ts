import { execFileSync } from 'node:child_process';

/** Those of the processes that still run: one that only waits for its parent to look (a zombie) does not. */
export function alive(pids: readonly number[]): readonly number[] {
  const listed = execFileSync('ps', ['-A', '-o', 'pid=', '-o', 'stat='], { encoding: 'utf8' });
  const running = listed.split('\n').map((line) => line.trim().split(/\s+/));
  return pids.filter((pid) =>
    running.some(([id, state]) => Number(id) === pid && !state?.startsWith('Z')),
  );
}
