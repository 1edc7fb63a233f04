import { readFileSync } from 'node:fs';

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
