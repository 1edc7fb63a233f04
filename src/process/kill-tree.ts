/**
 * Ends a command with everything it has started, and reads what the system reports about processes. Killing only the shell
 * would leave its children running, and in a process group of its own the command would lose the terminal (security.md
 * section 6).
 */

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { win32 } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds that a process has to end after SIGTERM. */
const GRACE = 2000;

/**
 * Ends a process and all its descendants: SIGTERM, and after 2 s SIGKILL for the rest. Resolves when that is done. Never
 * throws; a process that has left the tree before (a daemon) keeps running.
 */
export async function killTree(root: number, platform: NodeJS.Platform): Promise<void> {
  if (platform === 'win32') {
    await killWindowsTree(root);
    return;
  }
  const pids = await processTree(root, platform);
  terminate(pids);
  const deadline = performance.now() + GRACE;
  while (performance.now() < deadline && pids.some(isRunning)) await delay(20);
  for (const pid of pids) sendSignal(pid, 'SIGKILL');
}

/** Milliseconds for `taskkill`, which takes a tenth of a second. */
const TASKKILL_LIMIT = 5000;

/**
 * By the path of Windows' own program: a name would be looked for in the current folder first. If it fails, as Wine's does because it
 * has no /T, at least the process itself ends, and swrole does not wait for it any longer.
 */
async function killWindowsTree(root: number): Promise<void> {
  const program = win32.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'taskkill.exe');
  const args = ['/PID', String(root), '/T', '/F'];
  const child = spawn(program, args, {
    stdio: 'ignore',
    windowsHide: true,
    timeout: TASKKILL_LIMIT,
  });
  const status = await new Promise((resolve) => {
    child.once('error', resolve);
    child.once('exit', resolve);
  });
  if (status !== 0) sendSignal(root, 'SIGKILL');
}

/** Parents first: a shell that is still alive when its child ends would start its next command. */
function terminate(pids: readonly number[]): void {
  for (const pid of pids) {
    sendSignal(pid, 'SIGTERM');
    sendSignal(pid, 'SIGCONT'); // a stopped process gets the SIGTERM only when it continues
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
 * A process and all its current descendants, parents before their children.
 *
 * @param platform Linux has /proc, which works in slim images without `ps`; the others use `ps`
 */
async function processTree(root: number, platform: NodeJS.Platform): Promise<readonly number[]> {
  const all = platform === 'linux' ? fromProc() : await fromPs();
  const found = [root];
  for (const parent of found) {
    for (const [pid, ppid] of all) if (ppid === parent && !found.includes(pid)) found.push(pid);
  }
  return found;
}

/** Whether a process runs. A zombie does not; in a container it may stay for ever. */
export function isRunning(pid: number): boolean {
  try {
    return statFields(String(pid))[0] !== 'Z';
  } catch {
    return sendSignal(pid, 0); // it has ended, or there is no /proc
  }
}

/** @returns whether the process exists; the signal 0 only checks */
function sendSignal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/**
 * The fields of /proc/PID/stat on Linux (proc_pid_stat(5)) from the third on: state, parent, process group, session,
 * terminal, the terminal's foreground group, … They follow the program's name, which may contain spaces and brackets.
 *
 * @param pid a number or `self`
 * @throws the file system's error if the process has ended
 */
export function statFields(pid: string): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/**
 * The name of a process's program, cut at 15 characters: `sh`.
 *
 * @throws like `statFields`
 */
export function programOf(pid: string): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();
}
