import { spawnSync } from 'node:child_process';
import { isatty } from 'node:tty';
import { programOf, statFields } from './kill-tree.ts';

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

// Notices that a question on the terminal has lost its purpose: the program that started swrole has ended (an SDK that was
// killed, or has given up), or another job has the terminal now. A read that is blocked in the kernel goes on all the same,
// and takes the next line that a person types to the shell.

/** Who has started swrole. The system names another process once that one has ended. */
const PARENT = process.ppid;

/** Milliseconds between two looks: less than a person needs for a line. */
const EVERY = 100;

/** Without /proc the terminal's owner is asked by `ps`, which takes 10 ms: only at every so many looks. */
const LOOKS_PER_PS = 10;

/** SDKs run commands by a shell, and some shells wait beside their last command: the SDK is the shell's parent. */
const SHELL = /^(?:sh|ash|dash|bash|zsh|ksh|mksh)$/;

/** The processes that wait for this one: its parent, and while that is a shell, the shell's parent too. */
function callers(): readonly number[] {
  const found = [PARENT];
  for (const pid of found) {
    const parent = shellParent(pid);
    if (parent !== undefined) found.push(parent);
  }
  return found;
}

function shellParent(pid: number): number | undefined {
  try {
    return SHELL.test(programOf(String(pid))) ? parentOf(pid) : undefined;
  } catch {
    return undefined; // it has ended, or there is no /proc
  }
}

function parentOf(pid: number): number {
  return pid === process.pid ? process.ppid : Number(statFields(String(pid))[1]);
}

function haveLeft(callers: readonly number[]): boolean {
  try {
    return callers.some((pid, index) => parentOf(callers[index - 1] ?? process.pid) !== pid);
  } catch {
    return true; // one of them has ended
  }
}

/** A watch that is kept. */
export interface CallerWatch {
  /** Whether it has called `left`. */
  hasLeft(): boolean;
  /** Looks now, and at the background only this once; calls `left` if that is due. As `hasLeft`. */
  look(): boolean;
  stop(): void;
}

/**
 * Watches until it is stopped.
 *
 * @param left called once, when nothing waits for the answer any more or the terminal is another job's
 */
export function watchCaller(platform: NodeJS.Platform, left: () => void): CallerWatch {
  const waiting = callers();
  const background = watchBackground(platform);
  let hasLeft = false;
  const stop = () => {
    clearInterval(timer);
    background.stop();
  };
  const note = (isInBackground: () => boolean) => {
    if (hasLeft) return true;
    hasLeft = haveLeft(waiting) || isInBackground();
    if (!hasLeft) return false;
    stop();
    left();
    return true;
  };
  const timer = setInterval(() => note(background.isForGood), EVERY);
  return {
    hasLeft: () => hasLeft,
    look: () => note(() => !isInTerminalForeground()),
    stop,
  };
}

/**
 * In the background twice in a row. A job that was stopped and goes on there (`bg`) stops itself in between, as every job
 * that reads from its terminal, and can be brought back. The kernel stops it when the reader reads again, but on a busy
 * machine the reader may do so only after two looks.
 */
function watchBackground(platform: NodeJS.Platform) {
  const every = platform === 'linux' ? 1 : LOOKS_PER_PS;
  let looks = 0;
  let inBackground = 0;
  const onContinued = () => {
    if (isInTerminalForeground()) return;
    process.kill(0, 'SIGTTIN'); // returns when the job goes on
    inBackground = 0;
  };
  process.on('SIGCONT', onContinued);
  return {
    isForGood: () => {
      looks += 1;
      if (looks % every === 0) inBackground = isInTerminalForeground() ? 0 : inBackground + 1;
      return inBackground > 1;
    },
    stop: () => process.off('SIGCONT', onContinued),
  };
}
