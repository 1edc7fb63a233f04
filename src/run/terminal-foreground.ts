import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Whether this process belongs to the group that the terminal sends Ctrl-C and Ctrl-\ to. Whoever is in
 * that group got the signal from the terminal together with its children.
 *
 * @returns false without a controlling terminal, and in the background of one
 */
export function isInTerminalForeground(): boolean {
  const groups = process.platform === 'linux' ? groupsOfLinux() : groupsOfPs();
  return groups !== undefined && groups.own === groups.foreground;
}

/** Process groups: this process's, and the one that has its terminal (0 or -1 where there is none). */
interface Groups {
  readonly own: number;
  readonly foreground: number;
}

/** proc_pid_stat(5). The second field is the program's name, which may hold spaces and brackets. */
function groupsOfLinux(): Groups | undefined {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const [, , own, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return groups(own, foreground);
}

/** macOS and BSD have no /proc. Standard streams would not tell: all three may be redirected. */
function groupsOfPs(): Groups | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)], {
    encoding: 'utf8',
    timeout: 2_000,
  });
  return groups(...(stdout ?? '').trim().split(/\s+/));
}

function groups(own?: string, foreground?: string): Groups | undefined {
  if (!own || !foreground) return undefined;
  return { own: Number(own), foreground: Number(foreground) };
}
