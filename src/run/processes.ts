import { readdirSync } from 'node:fs';
import { statFields } from './proc-stat.ts';

/** A process and its parent. */
type Parentage = readonly [pid: number, parent: number];

function fromProc(): readonly Parentage[] {
  return readdirSync('/proc').flatMap((name): Parentage[] => {
    if (!/^[0-9]+$/.test(name)) return [];
    try {
      return [[Number(name), Number(statFields(name)[1])]];
    } catch {
      return []; // it has ended since the folder was listed
    }
  });
}

async function fromPs(): Promise<readonly Parentage[]> {
  const { execa } = await import('execa');
  const { stdout } = await execa('ps', ['-A', '-o', 'pid=', '-o', 'ppid='], { reject: false });
  return (stdout ?? '').split('\n').map((line): Parentage => {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    return [pid ?? 0, parent ?? 0];
  });
}

/**
 * A process and all its descendants now, parents before their children.
 *
 * @param platform Linux is asked through /proc, which needs no `ps` (slim images have none); others through `ps`
 */
export async function processTree(
  root: number,
  platform: NodeJS.Platform,
): Promise<readonly number[]> {
  const all = platform === 'linux' ? fromProc() : await fromPs();
  const found = [root];
  for (const parent of found) {
    for (const [pid, its] of all) if (its === parent && !found.includes(pid)) found.push(pid);
  }
  return found;
}

/** A process that has ended but is not looked after yet does not run; in a container that may last for ever. */
export function isRunning(pid: number): boolean {
  try {
    return statFields(String(pid))[0] !== 'Z';
  } catch {
    return sendSignal(pid, 0); // gone, or there is no /proc
  }
}

/** @returns whether there is such a process; the signal 0 only looks */
export function sendSignal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
