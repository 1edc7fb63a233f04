import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isatty } from 'node:tty';

/**
 * Whether this process belongs to the group that the terminal sends Ctrl-C and Ctrl-\ to. Whoever is in
 * that group got the signal from the terminal together with its children.
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

/** Linux, proc_pid_stat(5). The second field is the program's name, which may hold spaces and brackets. */
function groupsOfProc(): Groups | undefined {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const [, , own, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return groups(own, foreground);
  } catch {
    return undefined;
  }
}

/** macOS and BSD have no such file. */
function groupsOfPs(): Groups | undefined {
  const fields = ['-o', 'pgid=,tpgid=', '-p', String(process.pid)];
  const { stdout } = spawnSync('ps', fields, { encoding: 'utf8', timeout: 2_000 });
  return groups(...(stdout ?? '').trim().split(/\s+/));
}

function groups(own?: string, foreground?: string): Groups | undefined {
  return own && foreground ? { own: Number(own), foreground: Number(foreground) } : undefined;
}
