/**
 * Ending a command with everything it has started. Killing the shell alone leaves its children running,
 * and a process group of its own would cost the command its terminal (security.md section 6).
 */
import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { statFields } from './proc-stat.ts';

/** A process and its parent. */
type Parentage = readonly [pid: number, parent: number];

/** How long a process may take to leave after SIGTERM, in milliseconds. */
const GRACE = 2000;

function parentageFromProc(): readonly Parentage[] {
  return readdirSync('/proc').flatMap((name): Parentage[] => {
    if (!/^[0-9]+$/.test(name)) return [];
    try {
      return [[Number(name), Number(statFields(name)[1])]];
    } catch {
      return []; // it has ended since the folder was listed
    }
  });
}

async function parentageFromPs(): Promise<readonly Parentage[]> {
  const { stdout } = await execa('ps', ['-A', '-o', 'pid=', '-o', 'ppid='], { reject: false });
  return (stdout ?? '').split('\n').map((line): Parentage => {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    return [pid ?? 0, parent ?? 0];
  });
}

/** Parents before their children: one that lived on could start its next step when a child ends. */
function tree(root: number, all: readonly Parentage[]): readonly number[] {
  const found = [root];
  for (const parent of found) {
    for (const [pid, its] of all) if (its === parent && !found.includes(pid)) found.push(pid);
  }
  return found;
}

/** @returns whether there was such a process; 0 as the signal only looks */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** A process that has ended but is not looked after yet counts as ended; in a container that may last for ever. */
function isRunning(pid: number): boolean {
  try {
    return statFields(String(pid))[0] !== 'Z';
  } catch {
    return signal(pid, 0); // gone, or there is no /proc
  }
}

async function endAll(pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    signal(pid, 'SIGTERM');
    signal(pid, 'SIGCONT'); // one stopped by its terminal would not get to see the other
  }
  const deadline = performance.now() + GRACE;
  while (performance.now() < deadline && pids.some(isRunning)) await delay(20);
  for (const pid of pids) signal(pid, 'SIGKILL');
}

/**
 * Ends a process and all its descendants: SIGTERM, and after 2 s SIGKILL for those still there. Resolves
 * when that is done. Never throws; what has left the tree by then (a daemon) stays.
 *
 * @param platform Linux is asked through /proc, which needs no `ps` (slim images have none)
 */
export async function endTree(pid: number, platform: NodeJS.Platform): Promise<void> {
  if (platform === 'win32') {
    await execa('taskkill', ['/PID', String(pid), '/T', '/F'], { reject: false }); // unverified
    return;
  }
  const all = platform === 'linux' ? parentageFromProc() : await parentageFromPs();
  await endAll(tree(pid, all));
}
