/**
 * Notices that a question on the terminal has lost its purpose: the program that started swrole has ended (an SDK that was
 * killed, or has given up), or another job has the terminal now. A read that is blocked in the kernel goes on all the same,
 * and takes the next line that a person types to the shell.
 */
import { programOf, statFields } from './proc-stat.ts';
import { isInTerminalForeground } from '../process/foreground.ts';

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
