/**
 * What is said of another swrole that is waited for. One on the same terminal may be asking its person there, and
 * whatever else is written would be in the middle of its question: then nothing is said.
 */
import { spawnSync } from 'node:child_process';
import { statFields } from './proc-stat.ts';

/** The words for whoever waits; `undefined` where they are better not said. */
export function otherSwrole(pid: number | undefined): string | undefined {
  if (pid === undefined || sharesTerminal(pid)) return undefined;
  return `waiting for another swrole (pid ${pid})…`;
}

/** Asked often of the same process, and where there is no /proc the answer takes a program. */
const known = new Map<number, boolean>();

function sharesTerminal(pid: number): boolean {
  const before = known.get(pid);
  if (before !== undefined) return before;
  const shares = terminalOf(pid) === terminalOf(process.pid);
  known.set(pid, shares);
  return shares;
}

/** The name or number of a process's terminal; `undefined` for one that has ended. */
function terminalOf(pid: number): string | undefined {
  try {
    const [, , , , terminal] = statFields(String(pid));
    return terminal;
  } catch {
    // macOS and BSD have no such file.
    const fields = ['-o', 'tty=', '-p', String(pid)];
    const { stdout } = spawnSync('ps', fields, { encoding: 'utf8', timeout: 2_000 });
    return stdout?.trim() || undefined;
  }
}
