/**
 * The controlling terminal: where a person is, when stdin, stdout and stderr belong to an SDK. It is used
 * cooked and with echo, as it is found: a code is worthless once sent, people see their typing errors, and
 * there is nothing to restore after any kind of death (security.md section 4).
 */
import { closeSync, constants, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type CallerWatch, watchCaller } from '../run/caller-watch.ts';
import type { StopSignal } from '../util/abort.ts';
import { isInTerminalForeground } from '../process/foreground.ts';
import { readTerminal } from './read-line.ts';
import { NEW_LINE, writeToTerminal } from '../mfa/terminal-writer.ts';
import { type Answer, endedOnNewLine } from '../mfa/typed-line.ts';
import { openConsole } from '../mfa/windows-console.ts';

/**
 * A terminal in whose foreground this process is. To be closed. Until then swrole is hung up (SIGHUP) when its caller ends
 * or the terminal goes to another job: a question that stays would take the next line typed to the shell.
 */
export interface Terminal {
  /** Blocking descriptors that a child can have as its stdin and stderr. */
  readonly input: number;
  readonly output: number;
  /** Shows whole lines; a newline at the end is added. Text that nobody lets through is given up after 1 s. */
  say(line: string): Promise<void>;
  /**
   * Shows the question and waits for a line; the cursor is on a new line afterwards.
   *
   * @param question safe for a terminal
   * @param stop ends the waiting
   */
  ask(question: string, stop: StopSignal): Promise<Answer>;
  /**
   * To be called when a child that has the terminal brings no answer. A read on a terminal that has just been lost fails at
   * once: if swrole is to be hung up, this waits until it is.
   *
   * @param stop aborted by the hang-up
   */
  untilHungUp(stop: StopSignal): Promise<void>;
  close(): void;
}

/** Why nobody can be asked: there is no controlling terminal, or another job has it. */
export type NoTerminal = 'no-terminal' | 'background';

function terminal(fd: number, writer: number, watch: CallerWatch): Terminal {
  const untilHungUp = async (stop: StopSignal) => {
    if (stop.aborted || !watch.look()) return;
    // The signal comes by the event loop, which nothing else may keep running.
    while (!stop.aborted) await delay(1);
  };
  return {
    input: fd,
    output: fd,
    say: (line) => writeToTerminal(writer, line + NEW_LINE),
    ask: async (question, stop) => {
      const show = (text: string) => writeToTerminal(writer, text, stop);
      const { keys, answer } = await readTerminal(fd, () => show(question), stop);
      if (answer === 'cancelled') await untilHungUp(stop);
      // On a terminal of another job it would be in the middle of that one's line.
      if (!watch.hasLeft() && !endedOnNewLine(keys)) await show(NEW_LINE);
      return answer;
    },
    untilHungUp,
    close: () => {
      watch.stop();
      closeSync(fd);
      closeSync(writer);
    },
  };
}

const READ_WRITE = constants.O_RDWR | constants.O_NOCTTY;

function openDevice(flags: number): number | undefined {
  try {
    return openSync('/dev/tty', flags);
  } catch {
    return undefined; // ENXIO without a terminal, EIO after it has gone
  }
}

/** Ends swrole as its terminal's hang-up would: the children first, and no failure is left for other callers. */
function hangUp(): void {
  process.kill(process.pid, 'SIGHUP');
}

/** Whether a question can be asked on the controlling terminal now. */
export async function canAskHere(platform: NodeJS.Platform): Promise<boolean> {
  const terminal = await openTerminal(platform);
  if (typeof terminal === 'string') return false;
  terminal.close();
  return true;
}

/**
 * Opens the controlling terminal if a question can be asked on it now.
 *
 * @param platform Windows has its console instead
 */
export async function openTerminal(platform: NodeJS.Platform): Promise<Terminal | NoTerminal> {
  if (platform === 'win32') return openConsole();
  const fd = openDevice(READ_WRITE);
  if (fd === undefined) return 'no-terminal';
  if (isInTerminalForeground()) {
    const writer = openDevice(READ_WRITE | constants.O_NONBLOCK);
    if (writer !== undefined) return terminal(fd, writer, watchCaller(platform, hangUp));
  }
  closeSync(fd);
  return 'background';
}

/** Does the work with the terminal, `undefined` where there is none to use now, and closes it. */
export async function withTerminal<T>(
  doors: { openTerminal(): Promise<Terminal | NoTerminal> },
  work: (terminal: Terminal | undefined) => Promise<T>,
): Promise<T> {
  const opened = await doors.openTerminal();
  const terminal = typeof opened === 'object' ? opened : undefined;
  return work(terminal).finally(() => terminal?.close());
}
