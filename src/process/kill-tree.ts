/**
 * Ending a command with everything it has started. Killing the shell alone leaves its children running,
 * and a process group of its own would cost the command its terminal (security.md section 6).
 */

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a process may take to leave after SIGTERM, in milliseconds. */
const GRACE = 2000;

/**
 * Ends a process and all its descendants: SIGTERM, and after 2 s SIGKILL for those still there. Resolves
 * when that is done. Never throws; what has left the tree by then (a daemon) stays.
 */
export async function killTree(root: number, platform: NodeJS.Platform): Promise<void> {
  if (platform === 'win32') {
    const { execa } = await import('execa');
    await execa('taskkill', ['/PID', String(root), '/T', '/F'], { reject: false }); // unverified
    return;
  }
  const pids = await processTree(root, platform);
  askToEnd(pids);
  const deadline = performance.now() + GRACE;
  while (performance.now() < deadline && pids.some(isRunning)) await delay(20);
  for (const pid of pids) sendSignal(pid, 'SIGKILL');
}

/** Parents first: a shell that lives on when a child ends would start its next step. */
function askToEnd(pids: readonly number[]): void {
  for (const pid of pids) {
    sendSignal(pid, 'SIGTERM');
    sendSignal(pid, 'SIGCONT'); // one stopped by its terminal would not get to see the other
  }
}

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
async function processTree(root: number, platform: NodeJS.Platform): Promise<readonly number[]> {
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
function sendSignal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/**
 * What Linux says of a process in /proc (proc_pid_stat(5)): state, parent, process group, session,
 * terminal, the terminal's foreground group, … They stand after the program's name, which may itself
 * hold spaces and brackets.
 *
 * @param pid a number or `self`
 * @throws the file system's error for a process that has ended
 */
export function statFields(pid: string): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/**
 * The name of a process's program, cut at 15 characters: `sh`.
 *
 * @throws as `statFields`
 */
export function programOf(pid: string): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();
}
