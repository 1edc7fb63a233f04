/**
 * The controlling terminal: swrole reaches the user there when stdin, stdout and stderr belong to an SDK. swrole does not
 * change its mode (usually cooked, with echo): a code is worthless once sent, users see their typing errors, and there is
 * nothing to restore, in whatever way swrole ends (security.md section 4).
 */

import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ReadStream } from 'node:tty';
import { type CallerWatch, isInTerminalForeground, watchCaller } from '../process/foreground.ts';
import { type StopSignal, whyStopped } from '../util/errors.ts';
import { type Answer, endedOnNewLine, readTerminal, typedAnswer } from './read-line.ts';

/**
 * An open terminal with this process in its foreground. The caller must close it. Until then, swrole gets SIGHUP when its
 * caller ends or another job gets the terminal: a question that stays open would take the next line typed for the shell.
 */
export interface Terminal {
  /** Blocking descriptors for a child's stdin and stderr. */
  readonly input: number;
  readonly output: number;
  /** Shows whole lines and adds a newline. If the terminal takes no text for 1 s, the rest is dropped. */
  say(line: string): Promise<void>;
  /**
   * Shows the question and reads a line; afterwards the cursor is on a new line.
   *
   * @param question safe for a terminal
   * @param stop ends the read
   */
  ask(question: string, stop: StopSignal): Promise<Answer>;
  /**
   * Call this when a child that has the terminal gives no answer. A child may end by a signal before swrole hears of its own:
   * this waits for SIGHUP if that is due (a read on a terminal that was just lost fails at once), and for SIGINT after Ctrl-C.
   *
   * @param stop aborted by the signal
   * @param wasCtrlC whether SIGINT has ended the child
   */
  untilSignalled(stop: StopSignal, wasCtrlC: boolean): Promise<void>;
  close(): void;
}

/** Why swrole cannot ask on the terminal: there is no controlling terminal, or another job has it. */
export type NoTerminal = 'no-terminal' | 'background';

/**
 * Opens the controlling terminal if swrole can ask on it now.
 *
 * @param platform Windows has its console instead
 * @param onHangUp called when a question on the terminal has become useless; by default swrole gets SIGHUP
 */
export async function openTerminal(
  platform: NodeJS.Platform,
  onHangUp = hangUp,
): Promise<Terminal | NoTerminal> {
  if (platform === 'win32') return openConsole();
  const fd = openOrNone(READ_WRITE);
  if (fd === undefined) return 'no-terminal';
  if (isInTerminalForeground()) {
    const writer = openOrNone(READ_WRITE | constants.O_NONBLOCK);
    if (writer !== undefined) return createTerminal(fd, writer, watchCaller(platform, onHangUp));
  }
  closeSync(fd);
  return 'background';
}

/** Runs `work` with the terminal, or with `undefined` if there is none to use now, and closes it. */
export async function withTerminal<T>(
  deps: { openTerminal(): Promise<Terminal | NoTerminal> },
  work: (terminal: Terminal | undefined) => Promise<T>,
): Promise<T> {
  const opened = await deps.openTerminal();
  const terminal = typeof opened === 'object' ? opened : undefined;
  return work(terminal).finally(() => terminal?.close());
}

/** Whether swrole can ask on the controlling terminal now. */
export async function canAskHere(platform: NodeJS.Platform): Promise<boolean> {
  const terminal = await openTerminal(platform);
  if (typeof terminal === 'string') return false;
  terminal.close();
  return true;
}

/**
 * Milliseconds to wait for Ctrl-C. The terminal sends SIGINT to the child and to swrole at once, but another program may send it to
 * the child only.
 */
const CTRL_C_LIMIT = 1000;

function createTerminal(fd: number, writer: number, watch: CallerWatch): Terminal {
  const untilSignalled = async (stop: StopSignal, wasCtrlC: boolean) => {
    if (stop.aborted) return;
    const limit = watch.look() ? Number.POSITIVE_INFINITY : wasCtrlC ? CTRL_C_LIMIT : 0;
    // The signal arrives through the event loop, which may have nothing else to keep it running.
    for (let waited = 0; waited < limit && !stop.aborted; waited += 1) await delay(1);
  };
  return {
    input: fd,
    output: fd,
    say: (line) => writeToTerminal(writer, line + NEW_LINE),
    ask: async (question, stop) => {
      const show = (text: string) => writeToTerminal(writer, text, stop);
      const { keys, answer, wasCtrlC } = await readTerminal(fd, () => show(question), stop);
      if (answer === 'cancelled') await untilSignalled(stop, wasCtrlC);
      // If another job has the terminal, the newline would appear in the middle of its output.
      if (!watch.hasLeft() && !endedOnNewLine(keys)) await show(NEW_LINE);
      return answer;
    },
    untilSignalled,
    close: () => {
      watch.stop();
      closeSync(fd);
      closeSync(writer);
    },
  };
}

export const READ_WRITE = constants.O_RDWR | (constants.O_NOCTTY ?? 0);

/**
 * Opens the controlling terminal, or a side of the Windows console. The bare name `CONIN$` does not open on Node 22
 * (nodejs/help#4442), and a read-only handle breaks the modes (nodejs/node#63852).
 *
 * @throws the system's error: ENXIO without a terminal, EIO after it is lost
 */
export function openDevice(flags: number, side: 'CONIN$' | 'CONOUT$' = 'CONIN$'): number {
  return openSync(process.platform === 'win32' ? `\\\\.\\${side}` : '/dev/tty', flags);
}

function openOrNone(flags: number): number | undefined {
  try {
    return openDevice(flags);
  } catch {
    return undefined;
  }
}

/** Ends swrole as if its terminal was hung up: the children first, and without a failure record for other callers. */
function hangUp(): void {
  process.kill(process.pid, 'SIGHUP');
}

/** Milliseconds to keep trying when the terminal takes no text. */
const PATIENCE = 1000;

/** Both characters, because a raw terminal does not turn a newline into both. */
const NEW_LINE = '\r\n';

/**
 * Writes without blocking: a terminal held with Ctrl-S would hold swrole past every deadline.
 *
 * @param fd opened with O_NONBLOCK
 * @param stop ends the attempts; without it they end after 1 s
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

// The Windows console. UNVERIFIED: written from sources only, no test runs it.

function readConsoleLine(input: ReadStream, stop: StopSignal): Promise<Answer> {
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

async function askOnConsole(output: number, question: string, stop: StopSignal): Promise<Answer> {
  const input = new ReadStream(openDevice(READ_WRITE)); // closes its descriptor
  writeSync(output, question);
  return readConsoleLine(input, stop).finally(() => input.destroy());
}

/** The console, if there is one. Windows has no background jobs. */
function openConsole(): Terminal | NoTerminal {
  try {
    const input = openDevice(READ_WRITE);
    const output = openDevice(READ_WRITE, 'CONOUT$');
    return {
      input,
      output,
      say: async (line) => void writeSync(output, `${line}\r\n`),
      ask: (question, stop) => askOnConsole(output, question, stop),
      untilSignalled: async () => {},
      close: () => {
        closeSync(input);
        closeSync(output);
      },
    };
  } catch {
    return 'no-terminal';
  }
}
