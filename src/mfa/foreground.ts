import { execa } from 'execa';
import { statFields } from './proc-stat.ts';

async function groupsFromPs(): Promise<readonly (string | undefined)[]> {
  const args = ['-o', 'pgid=', '-o', 'tpgid=', '-p', String(process.pid)];
  const { stdout } = await execa('ps', args, { reject: false });
  return (stdout ?? '').trim().split(/\s+/);
}

function groupsFromProc(): readonly (string | undefined)[] {
  const [, , group, , , foreground] = statFields('self');
  return [group, foreground];
}

/**
 * Whether this process may use its controlling terminal now. A background process that reads from it is
 * stopped for good, and the SDK that waits for it hangs (security.md section 4, experiment B). When the
 * terminal has gone there is no foreground group, and this is `false` too.
 *
 * @param platform Linux is asked through /proc; others (macOS, BSD) through `ps`, which knows `tpgid` there
 */
export async function isForeground(platform: NodeJS.Platform): Promise<boolean> {
  const [group, foreground] = platform === 'linux' ? groupsFromProc() : await groupsFromPs();
  return group !== undefined && group !== '' && group === foreground;
}
