import { spawnSync } from 'node:child_process';
import { isatty } from 'node:tty';
import { statFields } from '../run/proc-stat.ts';

/**
 * Whether this process belongs to the group that may use its controlling terminal, and that gets Ctrl-C and
 * Ctrl-\ from it, together with its children. A process outside it that reads from the terminal is
 * stopped for good, and an SDK that waits for it hangs (security.md section 4, experiment B).
 *
 * @returns false without a controlling terminal, and in the background of one; never throws, because it is
 *   asked while a signal is being handled
 */
export function isInTerminalForeground(): boolean {
  const groups = groupsOfProc() ?? groupsOfPs();
  // A terminal that is all redirected away is missed here; it takes a system without /proc and ps.
  return groups ? groups.own === groups.foreground : [0, 1, 2].some((stream) => isatty(stream));
}

/** Process groups: this process's, and the one that has its terminal (0 or -1 where there is none). */
interface Groups {
  readonly own: number;
  readonly foreground: number;
}

/** Linux. */
function groupsOfProc(): Groups | undefined {
  try {
    const [, , own, , , foreground] = statFields('self');
    return groups(own, foreground);
  } catch {
    return undefined;
  }
}

/** macOS and BSD have no such file. */
function groupsOfPs(): Groups | undefined {
  return groups(...ps('pgid=,tpgid=').trim().split(/\s+/));
}

function ps(fields: string): string {
  const args = ['-o', fields, '-p', String(process.pid)];
  return spawnSync('ps', args, { encoding: 'utf8', timeout: 2_000 }).stdout ?? '';
}

function groups(own?: string, foreground?: string): Groups | undefined {
  return own && foreground ? { own: Number(own), foreground: Number(foreground) } : undefined;
}

/** Names the controlling terminal, the same for all on it; `undefined` where the system does not tell. */
export function terminalName(): string | undefined {
  try {
    return statFields('self')[4];
  } catch {
    return ps('tty=').trim() || undefined;
  }
}
