import { execFileSync } from 'node:child_process';

/** Those of the processes that still run: one that only waits for its parent to look (a zombie) does not. */
export function alive(pids: readonly number[]): readonly number[] {
  const running = states('pid');
  return pids.filter((pid) => running.some(({ id, state }) => id === pid && state !== 'Z'));
}

/** Whether the group has processes, and each of them is stopped. */
export function isStopped(group: number): boolean {
  const ofGroup = states('pgid').filter(({ id }) => id === group);
  return ofGroup.length > 0 && ofGroup.every(({ state }) => state === 'T');
}

/** The state of each process, one letter (see `ps(1)`), with its number or that of its group. */
function states(id: 'pid' | 'pgid'): readonly { readonly id: number; readonly state: string }[] {
  const listed = execFileSync('ps', ['-A', '-o', `${id}=`, '-o', 'stat='], { encoding: 'utf8' });
  return listed.split('\n').map((line) => {
    const [number, state = ''] = line.trim().split(/\s+/);
    return { id: Number(number), state: state.slice(0, 1) };
  });
}
