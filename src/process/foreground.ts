/** Finds out whether swrole may use its controlling terminal, and notices when it no longer may or its caller has ended. */

import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { isatty } from 'node:tty';
import { programOf, statFields } from './kill-tree.ts';

/**
 * Whether this process is in the foreground group of its controlling terminal: the group that may use the terminal and gets
 * its Ctrl-C and Ctrl-\. A process outside this group stops for good when it reads from the terminal, and an SDK that waits
 * for it hangs (security.md section 4, experiment B).
 *
 * @returns false without a controlling terminal, and in its background; never throws, because signal handlers call it
 */
export function isInTerminalForeground(): boolean {
  const groups = groupsOfProc() ?? groupsOfPs();
  // Without /proc and ps, this misses a terminal if all three streams are redirected.
  return groups ? groups.own === groups.foreground : [0, 1, 2].some((stream) => isatty(stream));
}

/** Two process groups: of this process, and in the terminal's foreground (0 or -1 without a terminal). */
interface Groups {
  readonly own: number;
  readonly foreground: number;
}

/** On Linux. */
function groupsOfProc(): Groups | undefined {
  try {
    const [, , own, , , foreground] = statFields('self');
    return groups(own, foreground);
  } catch {
    return undefined;
  }
}

/** On macOS and BSD, which have no /proc. */
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

/** The name of the controlling terminal, the same for all processes on it; `undefined` if the system does not report it. */
export function terminalName(): string | undefined {
  try {
    return statFields('self')[4];
  } catch {
    return ps('tty=').trim() || undefined;
  }
}

/**
 * Whether a caller of this process reads its stdout through a pipe, such as the shell of `eval $(swrole)`, and not another
 * program, as in `swrole | less`.
 */
export function isReadByCaller(): boolean {
  try {
    const pipe = readlinkSync('/proc/self/fd/1');
    return pipe.startsWith('pipe:') && callersWithEnd(pipe);
  } catch {
    // macOS and BSD have no /proc. There, a shell with job control makes the first program of a pipeline the head of a group.
    return ps('pgid=').trim() !== String(process.pid);
  }
}

/** Whether a process above this one has the reading end of a pipe. Those of other users cannot be seen. */
function callersWithEnd(pipe: string): boolean {
  for (let pid = process.ppid; pid > 1; pid = parentOf(pid)) {
    const folder = `/proc/${pid}/fd`;
    // Of a descriptor that can be read, the link can be read.
    const isEnd = (fd: string) =>
      linkOf(`${folder}/${fd}`) === pipe && (lstatSync(`${folder}/${fd}`).mode & 0o400) !== 0;
    if (readdirSync(folder).some(isEnd)) return true;
  }
  return false;
}

/** `undefined` for a descriptor that was closed in between. */
function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

// Notices that a question on the terminal is useless: the program that started swrole has ended (an SDK that was killed or
// gave up), or another job has the terminal now. A read that blocks in the kernel would go on, and take the next line that
// the user types for the shell.

/** The process that started swrole; when it has ended, the system reports another parent. */
const PARENT = process.ppid;

/** Milliseconds between two checks: less than a user needs to type a line. */
const CHECK_INTERVAL = 100;

/** Without /proc, each check of the foreground runs `ps`, which takes 10 ms: so only one check in ten does it. */
const CHECKS_PER_PS = 10;

/** SDKs run commands with a shell, and some shells keep running until the command ends: then the SDK is the shell's parent. */
const SHELL = /^(?:sh|ash|dash|bash|zsh|ksh|mksh)$/;

/** The processes that wait for this one: its parent, and for each shell among them the shell's parent too. */
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

/** A running watch. */
export interface CallerWatch {
  /** Whether it has called `onLeft`. */
  hasLeft(): boolean;
  /** Checks now; one check in the background is enough. Calls `onLeft` if needed, and returns the same as `hasLeft`. */
  look(): boolean;
  stop(): void;
}

/**
 * Watches the callers and the terminal until it is stopped.
 *
 * @param onLeft called once, when no caller waits for the answer any more or another job has the terminal
 */
export function watchCaller(platform: NodeJS.Platform, onLeft: () => void): CallerWatch {
  const waitingCallers = callers();
  const background = watchBackground(platform);
  let hasLeft = false;
  const stop = () => {
    clearInterval(timer);
    background.stop();
  };
  const check = (isInBackground: () => boolean) => {
    if (hasLeft) return true;
    hasLeft = haveLeft(waitingCallers) || isInBackground();
    if (!hasLeft) return false;
    stop();
    onLeft();
    return true;
  };
  const timer = setInterval(() => check(background.isForGood), CHECK_INTERVAL);
  return {
    hasLeft: () => hasLeft,
    look: () => check(() => !isInTerminalForeground()),
    stop,
  };
}

/**
 * Reports the background only after two checks in a row. When the user stops the job and continues it in the background
 * (`bg`), it stops itself again, like every job that reads from its terminal, and the user can bring it back. The kernel
 * would stop it at the next read, but on a busy machine that read may come only after two checks.
 */
function watchBackground(platform: NodeJS.Platform) {
  const every = platform === 'linux' ? 1 : CHECKS_PER_PS;
  let checks = 0;
  let inBackground = 0;
  const onContinued = () => {
    if (isInTerminalForeground()) return;
    process.kill(0, 'SIGTTIN'); // returns when the job goes on
    inBackground = 0;
  };
  process.on('SIGCONT', onContinued);
  return {
    isForGood: () => {
      checks += 1;
      if (checks % every === 0) inBackground = isInTerminalForeground() ? 0 : inBackground + 1;
      return inBackground > 1;
    },
    stop: () => process.off('SIGCONT', onContinued),
  };
}

// The terminals of other processes.

/** Results by pid: the question comes often, and without /proc each answer starts a program. */
const knownAnswers = new Map<number, boolean>();

/** Whether a process has the same controlling terminal as this one. */
export function sharesTerminal(pid: number): boolean {
  const known = knownAnswers.get(pid);
  if (known !== undefined) return known;
  const shares = terminalOf(pid) === terminalOf(process.pid);
  knownAnswers.set(pid, shares);
  return shares;
}

/** The name or number of a process's terminal; `undefined` if the process has ended. */
function terminalOf(pid: number): string | undefined {
  try {
    const [, , , , terminal] = statFields(String(pid));
    return terminal;
  } catch {
    // macOS and BSD have no /proc.
    const fields = ['-o', 'tty=', '-p', String(pid)];
    const { stdout } = spawnSync('ps', fields, { encoding: 'utf8', timeout: 2_000 });
    return stdout?.trim() || undefined;
  }
}
