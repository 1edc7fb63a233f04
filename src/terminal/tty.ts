/**
 * The controlling terminal: where a person is, when stdin, stdout and stderr belong to an SDK. It is used
 * cooked and with echo, as it is found: a code is worthless once sent, people see their typing errors, and
 * there is nothing to restore after any kind of death (security.md section 4).
 */

import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ReadStream } from 'node:tty';
import { type CallerWatch, isInTerminalForeground, watchCaller } from '../process/foreground.ts';
import { type StopSignal, whyStopped } from '../util/abort.ts';
import { type Answer, endedOnNewLine, readTerminal, typedAnswer } from './read-line.ts';

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
  deps: { openTerminal(): Promise<Terminal | NoTerminal> },
  work: (terminal: Terminal | undefined) => Promise<T>,
): Promise<T> {
  const opened = await deps.openTerminal();
  const terminal = typeof opened === 'object' ? opened : undefined;
  return work(terminal).finally(() => terminal?.close());
}

/** How long a line that nobody waits for is kept, in milliseconds, when the terminal takes none. */
const PATIENCE = 1000;

/** Also right where the terminal does not turn a newline into both. */
const NEW_LINE = '\r\n';

/**
 * Writes without ever blocking: a terminal held with Ctrl-S would hold swrole past every deadline.
 *
 * @param fd opened with O_NONBLOCK
 * @param stop until then it is tried again; without it, for a second
 */
async function writeToTerminal(fd: number, text: string, stop?: AbortSignal): Promise<void> {
  const since = performance.now();
  const isOver = () => (stop ? stop.aborted : performance.now() - since > PATIENCE);
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || isOver()) return;
      await delay(50);
    }
  }
}

// The console of Windows. UNVERIFIED: written from sources only, no test runs it. The bare name `CONIN$` does
// not open on Node 22 (nodejs/help#4442), and a handle that only reads breaks the modes (nodejs/node#63852).

function nextLine(input: ReadStream, stop: StopSignal): Promise<Answer> {
  return new Promise((resolve) => {
    let keys = '';
    input.on('data', (chunk) => {
      keys += chunk.toString('latin1');
      const answer = typedAnswer(keys);
      if (answer) resolve(answer);
    });
    input.on('error', () => resolve('cancelled')).on('end', () => resolve('cancelled'));
    stop.addEventListener('abort', () => resolve(whyStopped(stop)), { once: true });
    if (stop.aborted) resolve(whyStopped(stop));
  });
}

async function ask(output: number, question: string, stop: StopSignal): Promise<Answer> {
  const input = new ReadStream(openSync('\\\\.\\CONIN$', 'r+')); // closes its descriptor
  writeSync(output, question);
  return nextLine(input, stop).finally(() => input.destroy());
}

/** The console, if there is one. Windows knows no background. */
function openConsole(): Terminal | NoTerminal {
  try {
    const input = openSync('\\\\.\\CONIN$', 'r+');
    const output = openSync('\\\\.\\CONOUT$', 'r+');
    return {
      input,
      output,
      say: async (line) => void writeSync(output, `${line}\r\n`),
      ask: (question, stop) => ask(output, question, stop),
      untilHungUp: async () => {},
      close: () => {
        closeSync(input);
        closeSync(output);
      },
    };
  } catch {
    return 'no-terminal';
  }
}
