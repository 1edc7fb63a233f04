/**
 * Ending a command with everything it has started. Killing the shell alone leaves its children running,
 * and a process group of its own would cost the command its terminal (security.md section 6).
 */
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, processTree, sendSignal } from '../run/processes.ts';

/** How long a process may take to leave after SIGTERM, in milliseconds. */
const GRACE = 2000;

/**
 * Ends a process and all its descendants: SIGTERM, and after 2 s SIGKILL for those still there. Resolves
 * when that is done. Never throws; what has left the tree by then (a daemon) stays.
 */
export async function endTree(root: number, platform: NodeJS.Platform): Promise<void> {
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
