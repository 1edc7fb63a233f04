/** The controlling terminal as the status of a wait meets it: written to without a wait, and only looked at. */
import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { isInTerminalForeground } from '../../process/foreground.ts';

/**
 * How a terminal takes what is typed: whole lines that are seen, whole lines that are not (a password), or key by key, as
 * programs that draw the screen want it. What cannot be found out counts as the last.
 */
export type InputMode = 'lines' | 'hidden-lines' | 'keys';

/** What a status needs of a terminal. */
export interface StatusTerminal {
  /** Whether it is this job's: in the background, its rows are the shell's. */
  isOurs(): boolean;
  inputMode(): InputMode;
  write(text: string): void;
}

/** The terminal of this process; without one, nothing happens. */
export const controllingTerminal: StatusTerminal = {
  isOurs: isInTerminalForeground,
  inputMode: () => withTerminal(constants.O_RDONLY, 'keys', modeOf),
  // Never blocks, as a terminal held with Ctrl-S would do; what cannot be written is not worth a wait.
  write: (text) =>
    withTerminal(constants.O_WRONLY | (constants.O_NONBLOCK ?? 0), undefined, (terminal) => {
      writeSync(terminal, text);
    }),
};

function withTerminal<T>(flags: number, otherwise: T, work: (terminal: number) => T): T {
  let terminal: number | undefined;
  try {
    terminal = openSync('/dev/tty', flags | constants.O_NOCTTY);
    return work(terminal);
  } catch {
    return otherwise; // there is none, it has gone, or it takes nothing now
  } finally {
    if (terminal !== undefined) closeSync(terminal);
  }
}

/** Milliseconds for a program that ends at once. */
const TIME_LIMIT = 500;

/** POSIX names the words of `stty -a`; one that is off has a `-` in front. Node has no call for it. */
function modeOf(terminal: number): InputMode {
  const stdio = [terminal, 'pipe', 'ignore'] as const;
  const { stdout } = spawnSync('stty', ['-a'], {
    stdio: [...stdio],
    encoding: 'utf8',
    timeout: TIME_LIMIT,
  });
  const words = (stdout ?? '').split(/[\s;]+/);
  if (!words.includes('icanon')) return 'keys';
  return words.includes('echo') ? 'lines' : 'hidden-lines';
}
