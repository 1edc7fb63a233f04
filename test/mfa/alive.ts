import { execFileSync } from 'node:child_process';

/** A process as `ps` lists it: its state is one letter (see `ps(1)`). */
interface Listed {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly state: string;
  readonly command: string;
}

/** All that run: one that only waits for its parent to look (a zombie) does not. */
function running(): readonly Listed[] {
  const columns = ['pid=', 'ppid=', 'pgid=', 'stat=', 'args='].flatMap((each) => ['-o', each]);
  const listed = execFileSync('ps', ['-A', '-ww', ...columns], { encoding: 'utf8' });
  const processes = listed
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, group, state = '', ...command] = line.trim().split(/\s+/);
      const numbers = { pid: Number(pid), parent: Number(parent), group: Number(group) };
      return { ...numbers, state: state.slice(0, 1), command: command.join(' ') };
    });
  return processes.filter(({ state }) => state !== 'Z');
}

/** The processes that still run. */
export function alive(pids: readonly number[]): readonly number[] {
  const all = running();
  return pids.filter((pid) => all.some((each) => each.pid === pid));
}

/** The processes that read the terminal for a swrole which has put a question. */
export function readersOf(swrole: number): readonly number[] {
  const readers = running().filter(
    ({ parent, command }) => parent === swrole && command.includes('readSync'),
  );
  return readers.map(({ pid }) => pid);
}

/** The processes of a group that still run, and whether each is stopped. */
export function groupOf(group: number): readonly { pid: number; isStopped: boolean }[] {
  const members = running().filter((each) => each.group === group);
  return members.map(({ pid, state }) => ({ pid, isStopped: state === 'T' }));
}
