import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a line that nobody waits for is kept, in milliseconds, when the terminal takes none. */
const PATIENCE = 1000;

/** Also right where the terminal does not turn a newline into both. */
export const NEW_LINE = '\r\n';

/**
 * Writes without ever blocking: a terminal held with Ctrl-S would hold swrole past every deadline.
 *
 * @param fd opened with O_NONBLOCK
 * @param stop until then it is tried again; without it, for a second
 */
export async function writeToTerminal(fd: number, text: string, stop?: AbortSignal): Promise<void> {
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
